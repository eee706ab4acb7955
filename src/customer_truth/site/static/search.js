// Search over what stands on other pages: rules, and on the front page owners and definitions too.
"use strict";

const box = document.querySelector(".search");
const rows = window.truthIndex;

if (box && rows) {
  const input = box.querySelector("input");
  const told = box.querySelector("output");
  const list = box.querySelector("ul");
  const most = 50;
  const texts = rows.map((row) => row.join(" ").toLowerCase());
  input.addEventListener("input", () => {
    const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
    const found = [];
    let number = 0;
    texts.forEach((text, at) => {
      if (!words.length || !words.every((word) => text.includes(word))) return;
      number += 1;
      if (found.length < most) found.push(rows[at]);
    });
    list.replaceChildren(...found.map(([title, address, told]) => {
      const item = document.createElement("li");
      const link = document.createElement("a");
      link.href = address;
      link.textContent = title;
      item.append(link, ` ${told}`);
      return item;
    }));
    told.textContent = words.length ? `${Math.min(number, most)} of ${number} found` : "";
  });
  box.hidden = false;
}
