import "zone.js";
import { provideZoneChangeDetection } from "@angular/core";
import { exposeView } from "./angular_view.js";

exposeView(provideZoneChangeDetection());
