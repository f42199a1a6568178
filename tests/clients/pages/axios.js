import axios from "axios";
import { createAuth } from "jotpass";
import { createAdapter } from "jotpass/axios";
import { api, auth, greeting } from "documentation";

const get = async (url, options) => (await api.get(url, options)).data;
const post = async (url, body, options) => (await api.post(url, body, options)).data;
Object.assign(window, { auth, api, axios, createAuth, createAdapter, client: { greeting, get, post } });
