/* Asks how far a piece of work is, until a worker is done with it; then shows what came of it. */
document.querySelectorAll("[data-work]").forEach((place) => {
  const bar = place.querySelector("progress");
  const number = place.querySelector("output");
  const ask = async () => {
    const answer = await fetch("?progress", { headers: { Accept: "application/json" } });
    if (!answer.ok) return;
    const { done, is_working: isWorking } = await answer.json();
    if (!isWorking) {
      window.location.reload();
      return;
    }
    if (done) {
      number.textContent = done.toLocaleString(document.documentElement.lang);
      if (bar.max > 1) bar.value = Math.min(done, bar.max);
    }
    setTimeout(ask, 1500);
  };
  setTimeout(ask, 1000);
});
