// Nuxt has it everywhere.
window.defineNuxtPlugin = (plugin) => plugin;
