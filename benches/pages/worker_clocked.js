// Our worker's script where the clock can be put forward.

import "./clocked.js";
import "/pkg/jotpass_worker.js";
