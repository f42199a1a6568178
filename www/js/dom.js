/** The few lines every module needs to reach the document. Must not know what the page is about. */

export const byId = (id) => document.getElementById(id);

/** A fresh copy of a `<template>`'s one element. */
export const fromTemplate = (id) => byId(id).content.firstElementChild.cloneNode(true);

/** Writes only what changed, so that selections and assistive technology are left in peace. */
export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}
