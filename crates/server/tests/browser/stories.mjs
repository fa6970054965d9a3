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

/** Fills the fields of one of the actions of a page by name, and sends it. */
async function take(page, step, values = {}, file = undefined) {
  const form = page.locator('details.action', { has: page.locator(`input[name=step][value=${step}]`) }).first();
  await form.evaluate((details) => details.setAttribute('open', ''));
  for (const [name, value] of Object.entries(values)) {
    const field = form.locator(`[name=${name}]`);
    const chooses = await field.evaluate((element) => element.tagName === 'SELECT');
    await (chooses ? field.selectOption(value) : field.fill(value));
  }
  if (file) await form.locator('input[type=file]').setInputFiles(file);
  await form.locator('button[type=submit]').click();
}

/** The page as somebody else sees it. */
async function at(browser, login, lang, address) {
  const page = await signedIn(browser, login, { lang, scripts: false });
  const answer = await page.goto(address);
  assert.equal(answer.status(), 200, `${login} at ${address}`);
  return page;
}

/** The fund section of a prefecture or county, by the name of the place. */
const SECTIONS = {
  乌鲁木齐市: 'p-650100', 克拉玛依市: 'p-650200', 吐鲁番市: 'p-650400', 哈密市: 'p-650500',
  昌吉回族自治州: 'p-652300', 博尔塔拉蒙古自治州: 'p-652700', 巴音郭楞蒙古自治州: 'p-652800',
  阿克苏地区: 'p-652900', 克孜勒苏柯尔克孜自治州: 'p-653000', 喀什地区: 'p-653100',
  和田地区: 'p-653200', 伊犁哈萨克自治州: 'p-654000', 塔城地区: 'p-654200', 阿勒泰地区: 'p-654300',
  喀什市: 'c-653101', 英吉沙县: 'c-653123', 叶城县: 'c-653126', 巴楚县: 'c-653130', 塔什库尔干塔吉克自治县: 'c-653131',
  和田市: 'c-653201', 皮山县: 'c-653223', 洛浦县: 'c-653224', 乌什县: 'c-652927', 柯坪县: 'c-652929',
};

/** Who answers there. The demo's own prefecture has a bureau with all its sections. */
async function section(browser, place) {
  for (const login of ['p-fund', 'c-fund']) {
    const own = await signedIn(browser, login, { scripts: false });
    const said = await own.locator('main').innerText();
    await own.context().close();
    if (said.includes(`${place}财政局`)) return login;
  }
  return SECTIONS[place];
}

/**
 * Money was handed down too late, or paid for what was in no plan. That is done and cannot be undone: a post above
 * finds so, somebody answers for it, and only then is the case closed.
 */
async function whatCannotBeUndoneIsFollowedToItsEnd(browser, lang, rule) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'mingzhang-'));
  const proof = path.join(folder, 'proof.pdf');
  fs.writeFileSync(proof, '%PDF-1.4 proof');
  const fund = await at(browser, 'fund', lang, `/warnings?rule=${rule}&lit=yes&state=open`);
  const texts = await fund.locator('table tbody tr').allInnerTexts();
  const known = (text) => Object.keys(SECTIONS).find((name) => text.includes(name));
  const nth = texts.findIndex(known);
  assert.notEqual(nth, -1, `${rule} is lit somewhere`);
  const [row, place] = [fund.locator('table tbody tr').nth(nth), known(texts[nth])];
  const warning = await row.locator('a[href^="/warnings/"]').first().getAttribute('href');
  const login = await section(browser, place);
  const own = await at(browser, login, lang, warning);
  assert.ok((await own.locator('blockquote').count()) > 0, 'the clause is quoted');
  await take(own, 'take_up');
  await take(own, 'breach', { reason: '属实 it is so' });
  await take(own, 'case');
  const address = new URL(own.url()).pathname;
  assert.match(address, /^\/cases\/\d+$/);

  await fund.goto(address);
  const me = await fund.locator('select[name=to] option').first().getAttribute('value');
  await take(fund, 'order', { to: me, text: '说明原因 say why', due: '2099-12-31' });
  await own.goto(address);
  await take(own, 'ask_irrecoverable', { text: '已下达，无法挽回 it is done' }, proof);
  const second = await at(browser, 'fund2', lang, address);
  await take(second, 'grant');
  await take(second, 'close_lost');
  assert.ok((await second.locator('.alert').count()) > 0, 'not before somebody answers for it');
  await fund.goto(address);
  const answers = await fund.locator('select[name=answers] option').first().getAttribute('value');
  await take(fund, 'propose', { answers, facts: '逾期或超出计划 late, or in no plan', clause: 'A-17.d' });
  const matter = new URL(fund.url()).pathname;
  assert.match(matter, /^\/accountability\/\d+$/);
  assert.equal(await fund.locator('input[value=decide]').count(), 0, 'not by who proposed it');
  await second.goto('/');
  assert.ok(await second.locator(`a[href="${matter}"]`).count(), 'it stands on Today');
  await second.goto(matter);
  await take(second, 'decide', { measure: 'talk', reason: '首次 the first time' });
  await take(second, 'record', {}, proof);
  assert.ok(await second.locator('a', { hasText: 'proof.pdf' }).count(), 'its document is there');
  await second.goto(address);
  await take(second, 'close_lost');
  assert.match(await second.locator('main').innerText(), lang === 'zh' ? /状态：已销号/ : /State: closed/);
  for (const page of [fund, own, second]) await page.context().close();
  fs.rmSync(folder, { recursive: true });
}

await withBrowser(async (browser) => {
  const stories = {
    'a breach is judged': () => aBreachIsJudged(browser, 'zh', 'pay.delegated'),
    'a breach is judged, in English': () => aBreachIsJudged(browser, 'en', 'pay.to-fiscal-account'),
    'a late hand-down is followed to its end': () => whatCannotBeUndoneIsFollowedToItsEnd(browser, 'zh', 'allot.late.prefecture'),
    'late in English: what was in no plan': () => whatCannotBeUndoneIsFollowedToItsEnd(browser, 'en', 'pay.out-of-plan'),
    'a payment is judged before it is saved': () => aPaymentIsJudgedBeforeItIsSaved(browser),
    'bad rows are seen before': () => badRowsAreSeenBeforeTheyAreTakenIn(browser),
  };
  const found = [];
  for (const [name, story] of Object.entries(stories)) {
    await story().catch((error) => found.push(`${name}: ${error.message}`));
  }
  report(found);
});
