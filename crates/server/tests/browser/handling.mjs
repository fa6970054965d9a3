// Warnings and cases, without a script: a payment that broke a rule is taken up and judged by the post that
// answers; whoever has no business there sees nothing; what cannot be undone is followed to its end.

import assert from 'node:assert/strict';
import {
  at, company, offers, pathOf, proof, said, send, signedIn, take, tell, withBrowser,
} from './common.mjs';

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
  const document = proof();
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
  await take(own, 'ask_irrecoverable', { text: '已下达，无法挽回 it is done' }, document);
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
  await take(second, 'record', {}, document);
  assert.ok(await second.locator('a', { hasText: 'proof.pdf' }).count(), 'its document is there');
  await second.goto(address);
  await take(second, 'close_lost');
  assert.match(await second.locator('main').innerText(), lang === 'zh' ? /状态：已销号/ : /State: closed/);
  for (const page of [fund, own, second]) await page.context().close();
}

/** The address of the first warning of a list, once the screening that follows the demo's steps has found it. */
async function first(page) {
  const link = page.locator('table tbody a[href^="/warnings/"]').first();
  for (const end = Date.now() + 120_000; !(await link.count()) && Date.now() < end; await page.reload()) {
    await page.waitForTimeout(500);
  }
  return link.getAttribute('href');
}

/** The value of the option of a choice that says something. */
function option(page, name, text) {
  return page.locator(`main select[name=${name}] option`, { hasText: text }).first().getAttribute('value');
}

/** The desk asks about a yellow warning, the division passes it on, the unit answers, the desk accepts. */
async function anInquiryIsAnsweredAndAccepted(as) {
  const warning = await first(await as('c-fund', '/warnings?rule=allot.no-scan&state=open'));
  const desk = await as('p-fund', warning);
  await desk.locator('main a[href^="/inquiries/new"]').click();
  const to = await option(desk, 'to', '农财股股长');
  const asked = { to, question: 'Why is there no scan?', due: '2020-12-30' };
  assert.match(await send(desk, '/inquiries', asked), /the term must end after the day/);
  assert.equal(await desk.inputValue('[name=question]'), asked.question, 'what was written stays');
  await send(desk, '/inquiries', { due: '2021-01-08' });
  const page = pathOf(desk);
  assert.match(page, /^\/inquiries\/\d+$/);
  assert.ok(!(await offers(desk, 'accept')), 'nothing is accepted before it is answered');

  const division = await as('c-business', '/');
  assert.ok(await division.locator(`a[href="${page}"]`).count(), 'it stands on Today of the division');
  await as('c-business', page);
  const unit = await option(division, 'to', '扶贫资金股股长');
  assert.match(await take(division, 'pass_on', { to: unit, text: 'Look for the document' }), /State: with the unit/);
  assert.ok(!(await offers(division, 'answer')), 'who passed it on waits for the unit');
  const clerk = await as('c-fund', page);
  assert.match(await take(clerk, 'answer', { text: 'It lies in the archive' }, proof()), /State: answered/);
  assert.ok(!(await offers(clerk, 'accept')), 'nobody accepts the own answer');
  await as('p-fund', page);
  const end = await take(desk, 'accept', { text: 'The scan was shown' });
  assert.match(end, /State: accepted/);
  for (const step of ['passed on to the unit', 'answered', 'answer accepted']) assert.ok(end.includes(step), step);
  await as('c-fund', warning);
  assert.ok((await said(clerk)).includes(`Inquiry ${page.split('/').at(-1)} accepted`), 'the warning tells of it');
}

/** A red one is not accepted: it becomes a case, but only once the post that answers has judged it a breach. */
async function anInquiryBecomesACase(as) {
  const warning = await first(await as('u-officer', '/warnings?lamp=red&state=open'));
  const desk = await as('p-fund', warning);
  await desk.locator('main a[href^="/inquiries/new"]').click();
  const question = '请核实：\n一、计划；\n二、金额。';
  await send(desk, '/inquiries', { to: await option(desk, 'to', '农财股股长'), question });
  const page = pathOf(desk);
  assert.ok((await said(desk)).includes(question), 'lines stay lines');
  const division = await as('c-business', page);
  await take(division, 'pass_on', { to: await option(division, 'to', '项目办经办人'), text: '请核对计划' });
  const unit = await as('u-officer', page);
  await take(unit, 'answer', { text: '资金安排超出计划，正在办理变更' }, proof());
  await as('p-fund', page);
  assert.ok(!(await offers(desk, 'accept')), 'what is red is never accepted');
  assert.match(await take(desk, 'case', { text: '整改' }), /预警尚未认定违规/, 'not before it is judged');
  const section = await as('c-fund', warning);
  await take(section, 'take_up');
  await take(section, 'breach', { reason: '安排资金超过计划，属实' });
  await as('p-fund', page);
  assert.match(await take(desk, 'case', { text: '限期整改' }), /状态：已立案/);
  const followed = await desk.locator('main a[href^="/cases/"]').first().getAttribute('href');
  await as('p-fund', warning);
  assert.match(await said(desk), /状态：已立案/);
  const head = await as('d-head', '/cases');
  assert.ok(await head.locator(`main a[href="${followed}"]`).count(), 'the department finds its case');
}

await withBrowser(async (browser) => {
  const [zh, en] = [company(browser, 'zh'), company(browser, 'en')];
  await tell({
    'an inquiry is answered and accepted': () => anInquiryIsAnsweredAndAccepted(en),
    'an inquiry becomes a case': () => anInquiryBecomesACase(zh),
    'a breach is judged': () => aBreachIsJudged(browser, 'zh', 'pay.delegated'),
    'a breach is judged, in English': () => aBreachIsJudged(browser, 'en', 'pay.to-fiscal-account'),
    'a late hand-down is followed to its end': () => whatCannotBeUndoneIsFollowedToItsEnd(browser, 'zh', 'allot.late.prefecture'),
    'late in English: what was in no plan': () => whatCannotBeUndoneIsFollowedToItsEnd(browser, 'en', 'pay.out-of-plan'),
  });
});
