// What people do, without a script: a payment that broke a rule is taken up and judged by the post that
// answers; whoever has no business there sees nothing; a file with bad rows is looked at and taken in.

import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { report, signedIn, withBrowser } from './common.mjs';

const WORDS = {
  zh: { take: '开始处理', breach: '认定违规', taken: '处理中', judged: '认定违规' },
  en: { take: 'Take it up', breach: 'Judge it a breach', taken: 'taken up', judged: 'breach' },
};

/** Opens one of the actions of a page, fills its fields and sends it. */
async function act(page, title, text) {
  const form = page.locator('details.action', { has: page.locator('summary', { hasText: title }) });
  const fields = form.locator('textarea, input:not([type=hidden])');
  for (let i = 0; i < (await fields.count()); i += 1) {
    await fields.nth(i).evaluate((field) => field.closest('details').setAttribute('open', ''));
    await fields.nth(i).fill(text);
  }
  await form.evaluate((details) => details.setAttribute('open', ''));
  await form.locator('button[type=submit]').click();
}

async function aBreachIsJudged(browser, lang, rule) {
  const words = WORDS[lang];
  const page = await signedIn(browser, 'c-653131', { lang, scripts: false });
  await page.goto('/warnings');
  await page.locator('tr', { hasText: rule }).locator('a').first().click();
  const address = new URL(page.url()).pathname;
  assert.ok((await page.locator('blockquote').count()) > 0, 'the clause is quoted');
  await act(page, words.take, '');
  assert.match(await page.locator('main').innerText(), new RegExp(words.taken));
  await act(page, words.breach, '授权支付，应退回 to be paid back');
  assert.match(await page.locator('main').innerText(), new RegExp(words.judged));

  const stranger = await signedIn(browser, 'c-653125', { lang, scripts: false });
  const answer = await stranger.goto(address);
  assert.equal(answer.status(), 404, 'nobody sees what lies outside of the scope');
  await stranger.context().close();
  await page.context().close();
}

async function badRowsAreSeenBeforeTheyAreTakenIn(browser) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'mingzhang-'));
  const file = path.join(folder, 'payments.csv');
  const head = 'voucher_no,county,fiscal_year,paid_on,amount,channel,kind,payee,payee_type';
  const good = 'B1,653131,2020,2020-12-01,100.00,direct,progress,某公司,enterprise';
  const bad = 'B2,653131,2020,2020-12-01,about 3,direct,progress,某公司,enterprise';
  fs.writeFileSync(file, `${[head, good, bad].join('\n')}\n`);
  const page = await signedIn(browser, 'c-653131', { scripts: false });
  await page.goto('/imports');
  await page.setInputFiles('input[type=file]', file);
  await page.locator('main form', { has: page.locator('input[type=file]') }).locator('button').click();
  assert.match(await page.locator('main').innerText(), /about 3/, 'the bad cell is shown');
  const preview = page.url();
  const answer = await page.goto('/payments/653131/B1');
  assert.equal(answer.status(), 404, 'nothing is taken in by looking');
  await page.goto(preview);
  await page.locator('main form button.btn-primary').click();
  assert.equal((await page.goto('/payments/653131/B1')).status(), 200, 'the good row is taken in');
  await page.context().close();
  fs.rmSync(folder, { recursive: true });
}

/** Writes a payment into the form of which some fields are filled in already. */
async function writePayment(page, channel) {
  const texts = { voucher_no: 'E1', fiscal_year: '2020', paid_on: '2020-12-01', amount: '1000.00', payee: '某公司' };
  for (const [name, text] of Object.entries(texts)) await page.fill(`[name="0.${name}"]`, text);
  const words = { channel, kind: 'progress', payee_type: 'enterprise', fund: 'special-development' };
  for (const [name, word] of Object.entries(words)) await page.selectOption(`[name="0.${name}"]`, word);
}

async function press(page, step) {
  await page.locator(`main form button[value=${step}]`).click();
}

async function aPaymentIsJudgedBeforeItIsSaved(browser) {
  const page = await signedIn(browser, 'c-653131', { scripts: false });
  await page.goto('/entry');
  await page.locator('main a[href="/entry/payments"]').click();
  await writePayment(page, 'delegated');
  await press(page, 'save');
  const said = await page.locator('main').innerText();
  assert.match(said, /尚未保存/, 'a breach is not saved unseen');
  assert.match(said, /pay\.delegated[^]*不得实行授权支付/, 'the clause is quoted');
  assert.equal(await page.inputValue('[name="0.amount"]'), '1000.00', 'what was written is kept');
  await page.selectOption('[name="0.channel"]', 'direct');
  await press(page, 'judge');
  assert.doesNotMatch(await page.locator('main').innerText(), /pay\.delegated/, 'corrected');
  await press(page, 'save');
  // What else the rules find of its project may have to be seen, too.
  if (page.url().includes('/entry/')) await press(page, 'save');
  assert.equal(new URL(page.url()).pathname, '/payments/653131/E1', 'on to the record');
  await page.goto('/payments?q=E1');
  const rows = page.locator('main table tbody tr', { hasText: 'E1' });
  assert.ok((await rows.count()) > 0, 'it stands in the list');
  await page.context().close();
}

await withBrowser(async (browser) => {
  const stories = {
    'a breach is judged': () => aBreachIsJudged(browser, 'zh', 'pay.delegated'),
    'a breach is judged, in English': () => aBreachIsJudged(browser, 'en', 'pay.to-fiscal-account'),
    'a payment is judged before it is saved': () => aPaymentIsJudgedBeforeItIsSaved(browser),
    'bad rows are seen before': () => badRowsAreSeenBeforeTheyAreTakenIn(browser),
  };
  const found = [];
  for (const [name, story] of Object.entries(stories)) {
    await story().catch((error) => found.push(`${name}: ${error.message}`));
  }
  report(found);
});
