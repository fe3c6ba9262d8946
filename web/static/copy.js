// A button that copies a text of the page; without this script, or without a clipboard, there is none.
if (navigator.clipboard) {
  for (const button of document.querySelectorAll("button[data-copies]")) {
    const said = button.parentElement.appendChild(document.createElement("span"));
    said.setAttribute("role", "status");
    button.hidden = false;
    button.addEventListener("click", async () => {
      const text = document.getElementById(button.dataset.copies).textContent.trim();
      try {
        await navigator.clipboard.writeText(text);
        said.textContent = "Gekopieerd";
      } catch {
        said.textContent = "Kopiëren lukt hier niet";
      }
      setTimeout(() => { said.textContent = ""; }, 4000);
    });
  }
}
