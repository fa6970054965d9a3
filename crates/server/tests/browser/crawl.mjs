// Every page that a role can reach by links: no serious fault of accessibility, no sideways scrolling, no
// word left in Chinese on an English page, nothing that the console complains about.

import fs from 'node:fs';
import path from 'node:path';
import { address, faults, report, signedIn, withBrowser } from './common.mjs';

/** Who looks, in which language and how wide. */
const VISITS = [
  ['fund', 'zh', 1440],
  ['c-fund', 'zh', 390],
  ['leader', 'en', 390],
  ['admin', 'en', 1440],
  ['d-officer', 'zh', 1440],
];
/** How many look at the same time: what they see is weighed in processes of their own. */
const AT_ONCE = 2;
const shots = process.env.SHOTS;

/** The address without what names one record, one fund, one regulation, one parameter or one view of a list. */
function shape(url) {
  const path = url.pathname.replace(/\/[^/]*\d[^/]*/g, '/{id}').replace(/^\/policies\/.+/, '/policies/{id}');
  const named = path.replace(/^(\/settings\/parameters)\/.+/, '$1/{id}');
  return named.replace(/^(\/(?:ledger|statements)\/\{id\})\/[^/]+/, '$1/{fund}');
}

async function links(page) {
  const all = await page.locator('a[href]').evaluateAll((list) => list.map((a) => [a.href, a.download]));
  const urls = all.filter(([, download]) => !download).map(([href]) => new URL(href));
  urls.forEach((url) => (url.hash = ''));
  return urls;
}

async function crawl(browser, role, lang, width) {
  const page = await signedIn(browser, role, { lang, width });
  const told = [];
  page.on('console', (message) => {
    // For what is no page, browsers look for a picture of their own.
    const own = message.location().url.endsWith('/favicon.ico');
    if (message.type() === 'error' && !own) told.push(message.text());
  });
  const [seen, queue, found] = [new Set(), [new URL(address)], []];
  while (queue.length) {
    const url = queue.shift();
    const key = shape(url);
    if (seen.has(key)) continue;
    seen.add(key);
    const response = await page.goto(url.href).catch((error) => ({ error }));
    // A file to keep is no page.
    if (response?.error?.message?.includes('Download is starting')) continue;
    const where = `${role} ${lang} ${width} ${url.pathname}${url.search}`;
    if (response?.error || response.status() >= 400) {
      found.push(`${where}: ${response.error?.message ?? response.status()}`);
      continue;
    }
    if (!(response.headers()['content-type'] ?? '').includes('text/html')) continue;
    for (const fault of [...(await faults(page, lang)), ...told.splice(0)]) found.push(`${where}: ${fault}`);
    if (shots) {
      const file = `${role}-${lang}-${width}${key.replaceAll(/[/{}]/g, '_')}.png`;
      fs.mkdirSync(shots, { recursive: true });
      await page.screenshot({ path: path.join(shots, file), fullPage: true });
    }
    for (const next of await links(page)) {
      if (next.origin === new URL(address).origin && !next.search.includes('lang=')) queue.push(next);
    }
  }
  console.log(`${role} ${lang} ${width}: ${seen.size} pages`);
  await page.context().close();
  return found;
}

await withBrowser(async (browser) => {
  const [left, found] = [[...VISITS], []];
  const walk = async () => {
    while (left.length) found.push(...(await crawl(browser, ...left.shift())));
  };
  await Promise.all(Array.from({ length: AT_ONCE }, walk));
  report(found);
});
