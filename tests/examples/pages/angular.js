import { provideZonelessChangeDetection } from "@angular/core";
import { exposeView } from "./angular_view.js";

exposeView(provideZonelessChangeDetection());
