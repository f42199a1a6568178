// Our worker's script where the network is a stub.

import "./stubbed.js";
import "/pkg/jotpass_worker.js";
