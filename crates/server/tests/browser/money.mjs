// The way of the money, without a script: handed down by two people and received by each place, a quarter that is
// reconciled, a statement that another person signs, a plan of raising that two others review and approve.

import assert from 'node:assert/strict';
import { company, fen, offers, pathOf, proof, said, send, take, tell, until, withBrowser, yuan } from './common.mjs';

/** What stands in the row of a table that begins with a name. */
async function row(page, name) {
  return page.locator('main table tr', { hasText: name }).first().innerText();
}

/** What is left of an allotment, as the page of a hand-down or of its draft says. */
async function left(page) {
  return fen((await row(page, '尚可下达')).split('\t').at(-1));
}

/** The draft of a hand-down of an allotment: each place gets its amount, in fen. */
async function draft(page, number, shares) {
  const values = { doc_no: number, doc_title: '关于下达资金的通知', targets_on: '2020-12-31' };
  for (const [code, amount] of Object.entries(shares)) {
    const to = page.locator(`main input[type=hidden][value="${code}"]`);
    values[(await to.getAttribute('name')).replace('.to', '.amount')] = yuan(amount);
  }
  return send(page, '/hand-downs', values);
}

/** What a place enters of the document that it received. */
function receipt(number, amount) {
  return { received_on: '2020-12-31', amount: yuan(amount), fund: { index: 1 }, doc_no: number };
}

/** Handed down by two people, received by two counties, of which one writes a figure down wrongly. */
async function moneyIsHandedDownAndReceived(as) {
  const number = '地财扶〔2020〕901号';
  const writer = await as('p-fund', '/hand-downs/new');
  const source = await writer.locator('main table a').first().getAttribute('href');
  await as('p-fund', source);
  const refused = await draft(writer, number, { 653101: 99_999_999_999_00n });
  assert.match(refused, /尚可下达/, 'nobody gives out more than is left');
  assert.equal(await writer.inputValue('[name=doc_no]'), number, 'what was written stays');
  await as('p-fund', source);
  const [own, other] = [1_234_567n, 2_000_001n];
  await draft(writer, number, { 653127: own, 653101: other });
  const page = pathOf(writer);
  assert.match(page, /^\/hand-downs\/\d+$/);
  const before = await left(writer);
  await take(writer, 'attach', {}, proof());
  assert.match(await take(writer, 'submit'), /状态：待复核/);
  assert.ok(!(await offers(writer, 'hand_down')), 'nobody reviews what they wrote');

  const head = await as('p-head', '/');
  assert.match(await said(head), new RegExp(number), 'it stands on Today of who reviews');
  await as('p-head', page);
  const found = await head.locator('article.found').allInnerTexts();
  assert.ok(found.length > 0 && new Set(found).size === found.length, 'what is found is told once');
  assert.match(await send(head, `${page}/review`, {}, 'button.btn-primary:has-text("下达")'), /状态：已下达，待接收/);
  assert.equal(await left(head), before - own - other, 'what was handed down is no longer left');

  const county = await as('c-fund', page);
  assert.ok(!(await said(county)).includes('喀什市'), 'each sees the own part alone');
  assert.match(await send(county, `${page}/receipts`, receipt(number, 1_234_657n)), /登记与文件不一致/);
  const city = await as('c-653101', page);
  assert.match(await send(city, `${page}/receipts`, receipt(number, other)), /已接收/);

  const record = await county.locator('main table a').first().getAttribute('href');
  const id = record.split('/').at(-1);
  const lit = `/warnings?rule=allot.mismatch&q=${id}&state=open`;
  await as('c-fund', lit);
  await until(county, (text) => text.includes('登记的金额'));
  await as('c-fund', page);
  assert.match(await send(county, `${page}/receipts`, receipt(number, own)), /已接收/);
  await as('c-fund', lit);
  await until(county, (text) => !text.includes('登记的金额'));
  await as('p-fund', page);
  assert.match(await said(writer), /状态：已下达并接收/);
  assert.ok(!(await offers(writer, 'withdraw')), 'what is done is locked');
}

/** A statement is made of the ledger, its difference is explained, and another person signs it. */
async function aStatementIsMadeAndSigned(as) {
  const clerk = await as('c-fund', '/entry/payments');
  const payment = {
    voucher_no: 'M1', fiscal_year: '2020', paid_on: '2020-11-20', fund: 'special-development', amount: '345.67',
    channel: 'direct', kind: 'progress', payee: '某公司', payee_type: 'enterprise',
  };
  const cells = Object.fromEntries(Object.entries(payment).map(([name, text]) => [`0.${name}`, text]));
  await send(clerk, '/entry/payments', cells, 'button[value=save]');
  if (pathOf(clerk).includes('/entry/')) await send(clerk, '/entry/payments', {}, 'button[value=save]');
  assert.equal(pathOf(clerk), '/payments/653127/M1');

  const path = '/statements/653127/special-development';
  await as('c-fund', `${path}?month=2020-12`);
  assert.match(await said(clerk), /The month is not over/);
  assert.equal(await clerk.locator('main form[action$="/making"]').count(), 0, 'not made before');
  await as('c-fund', `${path}?month=2020-11`);
  assert.match(await row(clerk, 'Expenditure'), /345\.67\t0\.00 ≠/, 'the report does not have the payment');
  assert.match(await send(clerk, `${path}/making`), /[Ss]ay what explains/, 'a difference is explained');
  const explanation = 'One voucher was entered in December';
  assert.match(await send(clerk, `${path}/making`, { explanation }), /1 · waits for a signature/);
  assert.equal(await clerk.locator('button[value=sign]').count(), 0, 'nobody signs the own statement');

  const treasury = await as('c-treasury', '/');
  assert.match(await said(treasury), /2020-11/, 'it stands on Today of who signs');
  await as('c-treasury', `${path}?month=2020-11`);
  const back = 'button[value=back]';
  assert.match(await send(treasury, `${path}/signing`, {}, back), /Say why it is sent back/, 'not sent back without a reason');
  await send(treasury, `${path}/signing`, { reason: 'Name the voucher' }, back);
  await as('c-fund', `${path}?month=2020-11`);
  assert.match(await said(clerk), /Name the voucher/);
  await send(clerk, `${path}/making`, { explanation: `${explanation}: M1` });
  await as('c-treasury', `${path}?month=2020-11`);
  assert.match(await send(treasury, `${path}/signing`, {}, 'button[value=sign]'), /2 · signed/i);
  const closing = fen((await row(treasury, 'Closing')).split('\t')[1]);
  await as('c-treasury', '/ledger/statements?month=2020-11');
  const listed = (await said(treasury)).split('扶贫发展资金')[1];
  assert.ok(listed.includes(yuan(closing).replace(/(\d)(?=(\d{3})+\.)/g, '$1,')), 'the list has the same balance');
}

/** A quarter is reconciled with a county: figures, what explains them, and both signatures. */
async function aQuarterIsReconciled(as) {
  const quarter = '2020-Q2';
  const farm = await as('agriculture', `/reconciliations/quarters?quarter=${quarter}`);
  const party = farm.locator('main tr', { hasText: '麦盖提县' });
  assert.match(await party.innerText(), /未对账 逾期/);
  await party.locator('button').click();
  const page = pathOf(farm);
  assert.match(page, /^\/reconciliations\/\d+$/);
  assert.ok(!(await offers(farm, 'sign')), 'nothing to sign before the other side has entered its figures');
  const ours = fen((await farm.locator('main tfoot td').first().innerText()));

  const clerk = await as('c-fund', '/');
  assert.ok(await clerk.locator(`a[href="${page}"]`).count(), 'it stands on Today of the county');
  await as('c-fund', page);
  const theirs = ours - 100_000n;
  const figures = { '0.theirs': yuan(theirs) };
  const unexplained = await send(clerk, `${page}/figures`, figures);
  assert.match(unexplained, /说明/, 'a difference is explained');
  assert.equal(await clerk.inputValue('[name="0.theirs"]'), yuan(theirs), 'what was written stays');
  figures['0.explanation'] = '一份文件次月到达，次月入账';
  assert.match(await send(clerk, `${page}/figures`, figures), /待双方签认/);
  assert.ok(!(await offers(clerk, 'sign_theirs')), 'nobody signs the own figures');
  const head = await as('c-head', page);
  assert.ok(!(await offers(head, 'sign_ours')), 'nobody signs for both sides');
  await take(head, 'sign_theirs');
  await as('agriculture', page);
  const signed = await take(farm, 'sign_ours');
  assert.match(signed, /状态：已签认/);
  assert.match(await farm.locator('main tfoot').innerText(), /1,000\.00/, 'what differs stays to be seen');
  assert.ok(!(await offers(farm, 'return')), 'what is signed is locked');
  await as('c-fund', '/warnings?rule=recon.difference&state=open');
  await until(clerk, (text) => text.includes(quarter));
}

/** The plan of a division that was sent back is written anew, reviewed and approved by two others. */
async function aPlanAnswersAnArrangement(as) {
  const writer = await as('business2', '/');
  assert.match(await said(writer), /您拟定中的资金安排意见/, 'it stands on Today of who writes it');
  await as('business2', '/fund-proposals?state=returned');
  await writer.locator('main table tbody a').first().click();
  const page = pathOf(writer);
  assert.match(await said(writer), /状态：退回修改[^]*规则要求的最低额/);
  await as('business2', `${page}/draft`);
  const total = fen(await writer.inputValue('[name=total]'));
  const first = fen(await writer.inputValue('[name="0.amount"]'));
  const more = { '0.amount': yuan(first + 1n) };
  assert.match(await send(writer, `${page}/draft`, more), /与总额不符/, 'lines make the total, to the fen');
  assert.equal(await writer.inputValue('[name="0.amount"]'), yuan(first + 1n), 'what was written stays');
  await send(writer, `${page}/draft`, { ...more, total: yuan(total + 1n) });
  assert.equal(pathOf(writer), page);
  assert.match(await take(writer, 'submit'), /状态：待审核/);
  await as('business2', `${page}/draft`);
  assert.equal(pathOf(writer), page, 'what waits is not changed');
  const farm = await as('agriculture', page);
  assert.match(await take(farm, 'review', { reason: '与工作安排一致' }), /状态：待审批/);
  assert.ok(!(await offers(farm, 'approve')), 'who reviews does not approve');
  const leader = await as('leader', page);
  assert.match(await take(leader, 'approve', { reason: '同意' }), /状态：已批准/);
  await leader.locator('main dl a[href^="/fund-proposals/"]').first().click();
  assert.match(await row(leader, '经济建设处处长'), /已批准/, 'the arrangement shows the answer');
}

await withBrowser(async (browser) => {
  const [zh, en] = [company(browser, 'zh'), company(browser, 'en')];
  await tell({
    'money is handed down and received': () => moneyIsHandedDownAndReceived(zh),
    'a statement is made and signed': () => aStatementIsMadeAndSigned(en),
    'a quarter is reconciled': () => aQuarterIsReconciled(zh),
    'a plan answers an arrangement': () => aPlanAnswersAnArrangement(zh),
  });
});
