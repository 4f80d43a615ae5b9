// The whole of our own behaviour. Every page works without it: these lines only save gestures.
import "@digdir/designsystemet-web/ds-error-summary";
import "./select.js";
import "./once.js";
import "./menu.js";
import "./refresh.js";
import "./roll.js";
import "./marks.js";
