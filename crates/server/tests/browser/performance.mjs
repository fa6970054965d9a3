// A performance target, without a script, as somebody who never saw the form would write it: from the project's page
// through the template, sent back and mended, to its approval with the budget; steps and fields are counted.

import assert from 'node:assert/strict';
import { company, offers, pathOf, said, send, take, tell, withBrowser } from './common.mjs';

const ID = 'P2021-653127-B901';

/** What the livestock template leaves open: 600 animals at 1 500 yuan come to the money of the project. */
const VALUES = {
  '0.value': '600', '1.value': '300', '3.value': '95', '5.value': '1500', '6.value': '2000', '7.value': '300',
  '8.value': '90',
};
const GOAL = '为300户建档立卡贫困户发放生产母羊600只，年末存栏率90%以上，带动户均年增收2000元';
const POINTS = { necessity: '18', feasibility: '18', relevance: '18', measurability: '18', match: '18' };

async function project(as) {
  const unit = await as('u-officer', '/projects/new');
  const cells = { id: ID, name: '扶贫养羊', category: '养殖', nature: '新建', planned_amount: '900000', manager: '阿米娜' };
  await send(unit, '/projects', { ...cells, households: '300' });
  assert.equal(pathOf(unit), `/projects/${ID}`, await said(unit));
  return unit;
}

/** From the page of the project to the target that waits: the address of the target. */
async function written(unit) {
  let [pages, fields] = [0, 0];
  await unit.click(`a[href="/targets/new?subject=${ID}"]`);
  pages += 1;
  await send(unit, '/targets');
  pages += 1;
  const form = pathOf(unit);
  assert.match(form, /^\/targets\/\d+\/text$/, await said(unit));
  assert.equal(await unit.inputValue('[name="0.name"]'), '扶持养殖牲畜数量', 'the template of its category');
  assert.equal(await unit.inputValue('[name=total]'), '900000.00', 'the money of the project');
  const slip = { ...VALUES, goal: GOAL, '3.value': '', '5.value': '15000' };
  const judged = await send(unit, form, slip, 'button[value=judge]');
  assert.match(judged, /target\.unmeasurable[^]*怎样处理/, 'what is missing is said with its remedy');
  assert.match(judged, /数量×单位成本/, 'and that the numbers do not come to the money');
  assert.equal(await unit.inputValue('[name=goal]'), GOAL, 'what was written stays');
  fields += Object.keys(VALUES).length + 1;
  const good = await send(unit, form, VALUES, 'button[value=judge]');
  assert.match(good, /红灯 0 项|没有发现问题/, good.slice(0, 400));
  await send(unit, form, {}, 'button[value=submit]');
  pages += 1;
  const path = form.replace('/text', '');
  assert.equal(pathOf(unit), path, await said(unit));
  assert.match(await said(unit), /状态：待审核/);
  assert.ok(pages <= 3 && fields <= 8, `${pages} pages, ${fields} fields`);
  return path;
}

/** A livestock project for 300 households gets its target. */
async function aTargetIsSet(as) {
  const unit = await project(as);
  const path = await written(unit);
  assert.equal(await unit.locator('form[action$="/review"]').count(), 0, 'nobody reviews the own target');

  const reviewer = await as('c-performance', path);
  const low = await send(reviewer, `${path}/review`, { ...POINTS, match: '5', reason: '已核', step: 'reject' });
  assert.match(low, /审核结论与总分不符/);
  assert.equal(await reviewer.inputValue('[name=match]'), '5', 'what was written stays');
  await reviewer.locator('main details details').first().evaluate((details) => details.setAttribute('open', ''));
  const comment = { 'comment.牲畜成活率': '请说明按哪个时点统计' };
  await send(reviewer, `${path}/review`, { ...POINTS, ...comment, reason: '补充统计口径', step: 'return' });
  assert.match(await said(reviewer), /状态：退回修改/);

  await as('u-officer', `${path}/text`);
  await send(unit, `${path}/text`, { '3.note': '发放满六个月时统计' }, 'button[value=submit]');
  assert.match(await said(unit), /状态：待审核[^]*请说明按哪个时点统计/, 'the comment stands beside its indicator');
  await as('c-performance', path);
  await send(reviewer, `${path}/review`, { ...POINTS, reason: '指标可衡量，与资金匹配', step: 'pass' });
  assert.ok(!(await offers(reviewer, 'approve')), 'who reviews does not approve');

  const head = await as('c-head', path);
  const approval = { document: '县财预〔2020〕121号', on: '2020-12-31', reason: '与部门预算一致' };
  assert.match(await take(head, 'approve', approval), /状态：已批复/);
  await as('u-officer', `/projects/${ID}`);
  assert.match(await said(unit), /2020-12-31/);
  assert.ok((await unit.content()).includes(`${ID}-MB2020`) || (await unit.content()).includes(path));
}

await withBrowser(async (browser) => {
  const zh = company(browser, 'zh');
  await tell({
    'a target is set from its template': () => aTargetIsSet(zh),
  });
});
