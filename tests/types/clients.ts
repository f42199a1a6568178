// The adapters, against the types of the clients themselves.
import axios from "axios";
import Backbone from "backbone";
import $ from "jquery";
import { createAuth } from "jotpass";
import { createAdapter } from "jotpass/axios";
import { createSync } from "jotpass/backbone";
import { createPrefilter } from "jotpass/jquery";

const auth = createAuth<{ roles: string[] }, { name: string }>({ tokenUrl: "/token" });

const api = axios.create({ adapter: createAdapter(auth, axios) });
api.get<{ message: string }>("/api").then(({ data }) => data.message);
// @ts-expect-error without axios nothing makes its errors
createAdapter(auth);

$.ajaxPrefilter(createPrefilter(auth));
// @ts-expect-error it is the Auth that sends
createPrefilter({ tokenUrl: "/token" });

Backbone.sync = createSync(auth, Backbone.sync);
const sync: typeof Backbone.sync = createSync(auth, Backbone.sync);
// @ts-expect-error it wraps the one there is
createSync(auth);

export { sync };
