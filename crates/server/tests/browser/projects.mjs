// A project, without a script, from the application to its end: each station by the post whose turn it is.

import assert from 'node:assert/strict';
import { company, offers, pathOf, proof, said, send, take, tell, withBrowser } from './common.mjs';

const ID = 'P2021-653127-B900';

/** The approved target of the project, written into its form and seen before it is saved. */
async function target(as) {
  const page = await as('c-fund', '/entry/targets');
  const cells = {
    id: `T-${ID}`, subject_kind: 'project', subject: ID, fiscal_year: '2021', goal: '硬化村道三公里',
    total_amount: '300000', fiscal_amount: '300000', submitted_on: '2020-12-05', review: 'approved',
    reviewed_on: '2020-12-08', approved_on: '2020-12-10', entered_on: '2020-12-10',
  };
  const written = Object.fromEntries(Object.entries(cells).map(([name, text]) => [`0.${name}`, text]));
  await send(page, '/entry/targets', written, 'button[value=save]');
  if (pathOf(page) === '/entry/targets') await send(page, '/entry/targets', {}, 'button[value=save]');
  assert.ok(!pathOf(page).startsWith('/entry/'), await said(page));
}

/** From the application to its closing. */
async function aProjectIsCarriedOut(as) {
  const unit = await as('u-officer', '/projects/new');
  const application = { id: ID, name: '村道硬化', category: '村基础设施', nature: '新建', planned_amount: '300000' };
  await send(unit, '/projects', { ...application, manager: ' ' });
  assert.match(await said(unit), /项目负责人姓名/, 'nobody answers for it');
  assert.equal(await unit.inputValue('[name=name]'), '村道硬化', 'what was written stays');
  await send(unit, '/projects', { manager: '阿米娜', infrastructure: 'y' });
  const page = pathOf(unit);
  assert.equal(page, `/projects/${ID}`);
  assert.ok(!(await offers(unit, 'review')), 'nobody reviews the own application');

  const officer = await as('d-officer', page);
  await take(officer, 'review', { place: '村委会公示栏', posted_on: '2020-12-01' }, proof());
  const head = await as('d-head', page);
  await take(head, 'examine', { opinion: '符合规划' });
  const group = await as('c-group', page);
  assert.match(await said(group), /暂不能办理[^]*绩效目标/, 'no target, no project');
  assert.ok(!(await offers(group, 'enter')));
  await target(as);
  await as('c-group', page);
  await take(group, 'enter', { document: '县扶领〔2020〕91号', on: '2020-12-12' });
  await take(group, 'plan', { document: '县扶领〔2020〕92号', on: '2020-12-15' });

  const finance = await as('c-business', page);
  const money = { allotment: 'DEMO-2021-01', amount: '300000.01', on: '2020-12-18' };
  assert.match(await take(finance, 'fund', money), /计划/, 'never more than planned');
  await as('c-business', page);
  assert.match(await take(finance, 'fund', { ...money, amount: '300000' }), /状态：已安排资金/);
  await as('u-officer', page);
  await take(unit, 'contract', { contractor: '天山工程', amount: '290000', retention: '0', on: '2020-12-20' }, proof());
  await take(unit, 'start', { on: '2020-12-21' });
  await take(unit, 'finish', { on: '2020-12-28' });
  assert.ok(!(await offers(unit, 'accept_work')), 'nobody accepts the own work');
  await as('d-officer', page);
  await take(officer, 'accept_work', { on: '2020-12-30', surplus: '10000' }, proof());
  const clerk = await as('c-fund', page);
  assert.match(await said(clerk), /办结：暂不能办理。结余资金的安排尚未经领导小组审定/);
  await take(clerk, 'ask_surplus', { amount: '10000', purpose: '用于本村入户道路' });
  assert.ok(!(await offers(clerk, 'grant_project')), 'who asked does not decide');
  await as('c-group', page);
  await take(group, 'grant_project', { document: '县扶领〔2020〕93号', on: '2020-12-31' });
  await as('c-fund', page);
  const end = await take(clerk, 'conclude');
  assert.match(end, /状态：已办结/);
  for (const text of ['300,000.00', '290,000.00', '10,000.00']) assert.ok(end.includes(text), text);
  assert.equal(await clerk.locator('main details.action').count(), 0, 'what is closed is locked');
  await as('c-fund', `/projects?q=${ID}`);
  assert.match(await clerk.locator('main tbody').innerText(), /村道硬化[^]*已办结/);
}

await withBrowser(async (browser) => {
  const zh = company(browser, 'zh');
  await tell({
    'a project is carried out': () => aProjectIsCarriedOut(zh),
  });
});
