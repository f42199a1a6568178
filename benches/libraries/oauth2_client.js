export { OAuth2Client, OAuth2Fetch } from "@badgateway/oauth2-client";
