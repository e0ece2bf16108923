// Colours for the answer; the words and colours are in api.css.
"use strict";
prettyPrint();
