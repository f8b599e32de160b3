// Joined to page.js. Tells those who don't see the page how far an answer is: once for each step,
// never the text as it grows, and at the end the answer itself.
{
  if (element.closest("#latest")) {
    const voice = document.createElement("div");
    voice.className = "unseen";
    voice.setAttribute("role", "status");
    document.body.append(voice);
    watch("value", () => {
      const heard = element.querySelector(".exchange")?.dataset.heard ?? "";
      if (voice.textContent !== heard) voice.textContent = heard;
    });
  }
}
