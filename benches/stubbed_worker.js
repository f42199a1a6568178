// The worker's script where the network is stubbed.

import "/benches/stub.js";
import "/pkg/jotpass_worker.js";
