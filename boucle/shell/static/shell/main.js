// What every page does: back, theme, menus, toasts, guard of forms. Parts are modules of their own.
import { startFrame } from "./frame.js";

startFrame();
