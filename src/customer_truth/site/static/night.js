// Says, when a page is opened, what its reader cannot see in it: that it is old, or that a later night
// came to no verdict.
"use strict";

const HOUR = 3600 * 1000;
const LONGEST_NIGHT = 6 * HOUR;

function told(moment) {
  return `${moment.toISOString().slice(0, 16).replace("T", " ")} UTC`;
}

function lateness(finished, later) {
  const begun = later && later.begun ? new Date(later.begun) : null;
  if (begun && later.ended) {
    return `The night begun on ${told(begun)} ended without a verdict. What stands here is from the one before.`;
  }
  if (begun && Date.now() - begun > LONGEST_NIGHT) {
    return `The night begun on ${told(begun)} has not ended. What stands here is from the one before.`;
  }
  const hours = Math.floor((Date.now() - finished) / HOUR);
  if (hours < 24) return "";
  const age = hours < 48 ? `${hours} hours` : `${Math.floor(hours / 24)} days`;
  return `The last night ended ${age} ago. What went wrong since then does not stand here.`;
}

const banner = document.querySelector(".banner");
const words = banner && lateness(new Date(banner.dataset.finished), window.truthLastNight);
if (words) {
  banner.textContent = words;
  banner.hidden = false;
}
