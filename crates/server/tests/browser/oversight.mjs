// What supervisors do beside cases, without a script: an inspection that is followed to its end, a parameter that is
// set with the divisions concerned.

import assert from 'node:assert/strict';
import { company, offers, pathOf, proof, said, send, take, tell, until, withBrowser } from './common.mjs';

/** Planned, the same again refused without a reason; what is found is answered, put right and checked. */
async function anInspectionIsFollowedToItsEnd(as) {
  const officer = await as('p-fund', '/inspections/new');
  const plan = {
    kind: 'finance', home: '653127', subject: 'use', people: 'Three of the section', basis: 'Notice 9 of 2020',
  };
  const refused = await send(officer, '/inspections', plan);
  assert.match(refused, /inspected already|again.*reason/i, 'the same is not inspected twice without a reason');
  assert.ok((await officer.locator('[role=alert] a[href^="/inspections/"]').count()) > 0, 'the other one is named');
  assert.equal(await officer.inputValue('[name=basis]'), plan.basis, 'what was written stays');
  await send(officer, '/inspections', { again: 'A complaint about two vouchers' });
  const page = pathOf(officer);
  assert.match(page, /^\/inspections\/\d+$/);
  await take(officer, 'begin_inspection');
  await take(officer, 'observe', { text: 'Invoices are missing', amount: '1250.50' });
  await take(officer, 'observe', { text: 'The sign at the site is missing' });
  await take(officer, 'strike', { reason: 'It was found behind the building', number: '2' });
  assert.match(await take(officer, 'report_inspection', { text: 'Books and site', due: '2021-01-10' }), /State: reported/);
  assert.ok(!(await offers(officer, 'order_observation')), 'who inspected does not decide');

  const county = await as('c-fund', '/');
  assert.ok(await county.locator(`a[href="${page}"]`).count(), 'it stands on Today of the county');
  await as('c-fund', page);
  await take(county, 'answer_inspection', { text: 'It is so' });
  const head = await as('p-head', page);
  const order = { text: 'Bring the invoices', due: '2020-12-30' };
  assert.match(await take(head, 'order_observation', order), /the term must end after the day/);
  await take(head, 'order_observation', { ...order, due: '2021-01-20' });
  await as('c-fund', page);
  await take(county, 'rectify', { text: 'The invoices are attached' }, proof());
  assert.ok(!(await offers(county, 'settle_observation')), 'nobody checks the own work');
  await as('p-head', page);
  await take(head, 'send_back_observation', { reason: 'One is missing', due: '2021-01-25' });
  await as('c-fund', page);
  await take(county, 'rectify', { text: 'All of them now' }, proof());
  await as('p-head', page);
  assert.match(await take(head, 'settle_observation', { text: 'Looked at each' }), /State: (closed|concluded|settled|ended)/i);
  const found = await head.locator('main table').first().innerText();
  assert.match(found, /1,250\.50/);
  assert.ok((await head.locator('main a', { hasText: 'proof.pdf' }).count()) >= 2, 'its documents are there');
}

/** How many warnings of a rule are lit. */
async function lit(page, rule) {
  await page.goto(`/warnings?rule=${rule}&lit=yes`);
  return Number((await said(page)).match(/In all (\d+)/)[1]);
}

/** The numbers of posts by which they are asked, by what they are called. */
async function posts(page, titles) {
  const found = [];
  for (const title of titles) {
    found.push(await page.locator('label', { hasText: title }).first().locator('input').getAttribute('value'));
  }
  return found;
}

/** A local default is tried, proposed, objected to, written anew and agreed; then the rules judge by it. */
async function aSettingComesIntoForce(as) {
  const [rule, parameter] = ['disclose.project', '/settings/parameters/due_soon_workdays'];
  const fixed = await as('treasury', '/settings');
  const ofLaw = fixed.locator('main tr', { has: fixed.locator('td.short', { hasText: 'regulation' }) });
  await ofLaw.first().locator('a').first().click();
  assert.match(await said(fixed), /of the regulation: never set/);
  assert.equal(await fixed.locator('main form').count(), 0, 'what a clause fixes cannot be set');

  const treasury = await as('treasury', parameter);
  const before = await lit(await as('fund', '/'), rule);
  const trial = 'button[formaction="/settings/trials"]';
  assert.match(await send(treasury, '/settings', { value: 'soon' }, trial), /Write the value in its unit/);
  const told = await send(treasury, '/settings', { value: '10' }, trial);
  const [, now, then] = told.match(new RegExp(`${rule}\\t\\d+ → (\\d+)\\t(?:\\d+ → (\\d+))`)).map(Number);
  assert.ok(then > 0, `more warnings come: ${now}, ${then}`);
  assert.match(await send(treasury, '/settings', { reason: 'Ten days leave time' }, 'button.btn-primary'), /whom|divisions|choose/i);
  for (const post of await posts(treasury, ['预算处处长', '扶贫资金管理办公室主任'])) {
    await treasury.locator(`[name=consulted][value="${post}"]`).check();
  }
  await send(treasury, '/settings', {}, 'button.btn-primary');
  const page = pathOf(treasury);
  assert.match(page, /^\/settings\/\d+$/);
  assert.ok(!(await offers(treasury, 'agree')), 'nobody agrees to the own proposal');
  const budget = await as('budget', page);
  await take(budget, 'object', { reason: 'Eight days are enough' });
  assert.match(await said(budget), /Eight days are enough/);
  await as('treasury', page);
  await send(treasury, `${page}/proposal`, { value: '9', reason: 'Nine, as a middle way' }, 'button.btn-primary');
  for (const login of ['budget', 'fund']) {
    const division = await as(login, page);
    await take(division, 'agree');
  }
  await as('treasury', page);
  assert.match(await said(treasury), /State: adopted/);
  assert.equal(await treasury.locator('main form').count(), 0, 'what is adopted is locked');
  await as('treasury', parameter);
  assert.match(await said(treasury), /Value today\n+9/);
  const fund = await as('fund', `/warnings?rule=${rule}&lit=yes`);
  const rows = (text) => Number(text.match(/In all (\d+)/)[1]);
  assert.ok(rows(await until(fund, (text) => rows(text) > before)) <= now + then, 'the rules judge by it');
}

await withBrowser(async (browser) => {
  const [en] = [company(browser, 'en')];
  await tell({
    'an inspection is followed to its end': () => anInspectionIsFollowedToItsEnd(en),
    'a setting comes into force': () => aSettingComesIntoForce(en),
  });
});
