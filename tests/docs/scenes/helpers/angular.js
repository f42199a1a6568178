// What the CLI does when it builds, in the browser.
import "@angular/compiler";
