// Counts while one types. The server counts again by its own rules; without this script nothing is missing but the count.
// One ideograph or hiragana is a word, other letters and digits make words together.
const WORDS =
  /[\p{sc=Han}\p{sc=Hiragana}]|[[\p{L}\p{N}]--[\p{sc=Han}\p{sc=Hiragana}]][[\p{L}\p{N}\p{M}'’]--[\p{sc=Han}\p{sc=Hiragana}]]*/gv;

for (const counter of document.querySelectorAll("[data-counts]")) {
  const field = document.getElementById(counter.dataset.counts);
  const text = field && field.dataset.text;
  if (!text) continue;
  const count = () => {
    const typed = field.value.normalize("NFC");
    const numbers = { characters: [...typed].length, words: (typed.match(WORDS) || []).length };
    counter.textContent = text.replace(/\{(\w+)\}/g, (whole, name) => numbers[name]);
  };
  field.addEventListener("input", count);
}
