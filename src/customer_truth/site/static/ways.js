// Ways out of an owner's folder, which may be published alone, and what a link's target is folded in.
"use strict";

// Only the whole site has this file beside its front page; its pages can be reached then.
if (window.truthLastNight) {
  for (const way of document.querySelectorAll("a[data-out]")) way.href = way.dataset.out;
}

function unfold() {
  const target = location.hash.length > 1 && document.getElementById(location.hash.slice(1));
  const fold = target && target.closest("details");
  if (!fold) return;
  fold.open = true;
  target.scrollIntoView();
}

addEventListener("hashchange", unfold);
for (const link of document.querySelectorAll("a[href^='#']")) link.addEventListener("click", () => setTimeout(unfold));
unfold();
