import { ServerError, gql } from "@apollo/client";
import { client as apollo, auth, greeting } from "documentation";

const ask = (context, fetchPolicy = "no-cache") =>
  apollo.query({ query: gql`{ greeting mine }`, context, fetchPolicy }).then(({ data }) => data);
Object.assign(window, { auth, apollo, gql, ServerError, client: { greeting, ask } });
