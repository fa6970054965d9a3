// Records on their way in, without a script: a form that is judged before it is saved, a form that outlives its
// session, a file with bad rows that is looked at before it is taken in.

import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { folder, password, pathOf, said, signedIn, tell, withBrowser } from './common.mjs';

async function badRowsAreSeenBeforeTheyAreTakenIn(browser) {
  const file = path.join(folder(), 'payments.csv');
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
}

/** Writes a payment into the form of which some fields are filled in already. */
async function writePayment(page, number, channel) {
  const texts = { voucher_no: number, fiscal_year: '2020', paid_on: '2020-12-01', amount: '1000.00', payee: '某公司' };
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
  await writePayment(page, 'E1', 'delegated');
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

/** A form is sent after its session has ended in another tab: nothing of it is lost, and nothing was saved. */
async function aFormOutlivesItsSession(browser) {
  const page = await signedIn(browser, 'c-653131', { lang: 'en', scripts: false });
  await page.goto('/entry/payments');
  await writePayment(page, 'E2', 'direct');
  await page.fill('[name="0.payee_account"]', '6217000000000000000');
  const written = await page.locator('main form.entry').evaluate((form) => [...new FormData(form)]);
  const other = await page.context().newPage();
  await other.goto('/');
  await other.locator('form[action="/sign-out"] button').evaluate((button) => button.form.requestSubmit());
  await other.waitForURL((url) => url.pathname === '/sign-in');
  await press(page, 'judge');
  assert.match(await said(page), /The session had ended. Once you are signed in you can go on/);
  assert.ok(!page.url().includes('6217'), 'nothing of it stands in an address');
  const signIn = async (word) => {
    await page.fill('input[name=login]', 'c-653131');
    await page.fill('input[name=password]', word);
    await page.click('main form button[type=submit]');
  };
  await signIn('not my password');
  assert.match(await page.locator('[role=alert]').innerText(), /wrong/, 'a mistake does not lose it either');
  await signIn(password);
  assert.match(await said(page), /What you wrote is still there; it is not saved/);
  await page.locator('main form button[value=again]').click();
  assert.equal(pathOf(page), '/entry/payments');
  const again = await page.locator('main form.entry').evaluate((form) => [...new FormData(form)]);
  const values = (pairs) => Object.fromEntries(pairs.filter(([name]) => name !== 'seal'));
  assert.deepEqual(values(again), values(written), 'the form stands filled as it was');
  assert.equal((await other.goto('/payments/653131/E2')).status(), 404, 'nothing was saved');
  for (let look = 0; look < 2 && page.url().includes('/entry/'); look += 1) await press(page, 'save');
  assert.equal(pathOf(page), '/payments/653131/E2', 'it goes on to its end');
  assert.match(await said(page), /1,000\.00/);
  await page.context().close();
}

await withBrowser(async (browser) => {
  await tell({
    'a payment is judged before it is saved': () => aPaymentIsJudgedBeforeItIsSaved(browser),
    'a form outlives its session': () => aFormOutlivesItsSession(browser),
    'bad rows are seen before': () => badRowsAreSeenBeforeTheyAreTakenIn(browser),
  });
});
