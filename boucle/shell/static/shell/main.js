// What every page starts. Each part is a module of its own.
import { startCrumbs } from "./crumbs.js";
import { startFold } from "./fold.js";
import { startFrame } from "./frame.js";
import { startKeys } from "./keys.js";
import { startList } from "./list.js";
import { startPalette } from "./palette.js";
import { startPresence } from "./presence.js";

startFrame();
startCrumbs();
startFold();
startList();
startKeys();
startPalette();
startPresence();
