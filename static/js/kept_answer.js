// What both service workers say of a page that is kept; it stands above each of them (worker_script in events/static_files.py).

const PATIENCE = 6000; // ms for an answer to what is kept; a network that takes longer is none

/**
 * @param {Promise<Response>} answer
 * @param {unknown} limited
 * @returns {Promise<Response>}
 */
function inTime(answer, limited) {
  if (!limited) return answer;
  return Promise.race([answer, new Promise((_, reject) => setTimeout(reject, PATIENCE, new Error("no answer")))]);
}

/**
 * A kept page says that it is one, and of when. @param {Response} kept
 */
async function marked(kept) {
  const text = await kept.text();
  return new Response(text.replace("<html ", `<html data-stored="${kept.headers.get("x-kept")}" `), { headers: kept.headers });
}
