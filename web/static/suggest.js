// Suggestions in the search box: a combobox with a list, as ARIA 1.2 has it. Without this script the box works as it is.
"use strict";

(() => {
  const PAUSE = 150; // milliseconds without a key, before anything is asked for
  const REMEMBERED = 100;

  const input = document.getElementById("q");
  const form = input?.form;
  if (!form) return;

  const list = document.createElement("ul");
  list.id = "suggesties";
  list.className = "suggestions";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "Suggesties");

  const status = document.createElement("p");
  status.className = "sr";
  status.setAttribute("role", "status");

  input.parentElement.append(list);
  form.append(status);
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-controls", list.id);
  input.setAttribute("aria-expanded", "false");

  const known = new Map();
  let waiting; // the clock of the pause
  let asking; // what ends the request that runs
  let shown = [];
  let active = -1;

  function close() {
    clearTimeout(waiting);
    asking?.abort();
    list.hidden = true;
    shown = [];
    list.replaceChildren();
    status.textContent = "";
    input.setAttribute("aria-expanded", "false");
    choose(-1);
  }

  function choose(place) {
    list.children[active]?.setAttribute("aria-selected", "false");
    active = place;
    const option = list.children[active];
    if (!option) {
      input.removeAttribute("aria-activedescendant");
      return;
    }
    option.setAttribute("aria-selected", "true");
    option.scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", option.id);
  }

  function span(className, text) {
    const element = document.createElement("span");
    element.className = className;
    element.textContent = text;
    return element;
  }

  function optionOf(suggestion, place) {
    const option = document.createElement("li");
    option.id = `suggestie-${place}`;
    option.setAttribute("role", "option");
    option.setAttribute("aria-selected", "false");
    const text = document.createElement("bdi");
    text.textContent = suggestion.text;
    const words = span("suggested", "");
    words.append(text);
    option.append(span("kind", suggestion.label), " ", words);
    // A word has more questions than are counted of it: those with its other forms, and with its compounds.
    if (suggestion.kind !== "title" && suggestion.kind !== "word") {
      const count = new Intl.NumberFormat("nl-BE").format(suggestion.questions);
      const unit = span("sr", suggestion.questions === 1 ? " vraag" : " vragen");
      const counted = span("number", count);
      counted.append(unit);
      option.append(" ", counted);
    }
    return option;
  }

  function show(suggestions) {
    choose(-1);
    shown = suggestions;
    list.replaceChildren(...suggestions.map(optionOf));
    list.hidden = !suggestions.length;
    list.scrollTop = 0;
    input.setAttribute("aria-expanded", String(!list.hidden));
    status.textContent = suggestions.length === 1 ? "1 suggestie" : `${suggestions.length} suggesties`;
  }

  function follow(suggestion) {
    close();
    if (suggestion.kind === "word") {
      // Through the form, so that the filters that are on stay on.
      input.value = suggestion.text;
      form.requestSubmit();
    } else {
      location.assign(suggestion.path);
    }
  }

  async function suggest() {
    const typed = input.value;
    asking?.abort();
    if (!typed.trim()) {
      close();
      return;
    }
    const held = known.get(typed);
    if (held) {
      show(held);
      return;
    }
    asking = new AbortController();
    const { signal } = asking;
    try {
      const answer = await fetch(`/suggest?${new URLSearchParams({ q: typed })}`, { signal });
      const suggestions = answer.ok ? (await answer.json()).suggestions : [];
      if (known.size >= REMEMBERED) known.clear();
      if (answer.ok) known.set(typed, suggestions);
      if (!signal.aborted && document.activeElement === input) show(suggestions);
    } catch {
      if (!signal.aborted) close(); // no connection: the box still searches
    }
  }

  input.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(suggest, PAUSE);
  });

  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    const steps = { ArrowDown: 1, ArrowUp: -1 };
    if (event.key in steps) {
      event.preventDefault();
      if (list.hidden) {
        if (event.key === "ArrowDown") suggest();
        return;
      }
      // One place more than there are suggestions: the box itself, with what was typed.
      const places = shown.length + 1;
      choose(((active + 1 + steps[event.key] + places) % places) - 1);
    } else if (event.key === "Enter" && active >= 0) {
      event.preventDefault();
      follow(shown[active]);
    } else if (event.key === "Escape" && !list.hidden) {
      event.preventDefault(); // the first closes the list, the second empties the box
      close();
    }
  });

  input.addEventListener("blur", close);
  form.addEventListener("submit", close);
  window.addEventListener("pagehide", close);
  list.addEventListener("mousedown", (event) => event.preventDefault()); // the box keeps the focus
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) follow(shown[[...list.children].indexOf(option)]);
  });
})();
