// The board for hands: everything that needs a finger. The table itself is the server's.

import "./announcement.js";
import "./finder.js";
import "./follow.js";
import "./news.js";
import "./share.js";

document.body.classList.add("has-hands");
