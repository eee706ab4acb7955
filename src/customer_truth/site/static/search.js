// Search over every rule of an owner whose rules stand on several pages.
"use strict";

const box = document.querySelector(".search");
const rules = window.truthRules;

if (box && rules) {
  const input = box.querySelector("input");
  const told = box.querySelector("output");
  const list = box.querySelector("ul");
  const most = 50;
  const texts = rules.map((rule) => rule.join(" ").toLowerCase());
  input.addEventListener("input", () => {
    const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
    const found = [];
    let number = 0;
    texts.forEach((text, at) => {
      if (!words.length || !words.every((word) => text.includes(word))) return;
      number += 1;
      if (found.length < most) found.push(rules[at]);
    });
    list.replaceChildren(...found.map(([id, title, verdict, failing]) => {
      const item = document.createElement("li");
      const link = document.createElement("a");
      link.href = `rules/${id}.html`;
      link.textContent = title;
      item.append(link, ` ${verdict}, ${failing} failing`);
      return item;
    }));
    told.textContent = words.length ? `${Math.min(number, most)} of ${number} found` : "";
  });
  box.hidden = false;
}
