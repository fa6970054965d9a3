// Makes the pictures of docs/screens.md and docs/screens.zh-CN.md from a demo, by hand:
//
//   mingzhang demo --payments 4000
//   node screens.mjs http://127.0.0.1:8080 PASSWORD CHROMIUM ../../../../docs/screens
//
// Each shows a page on a screen of 1440 and of 390 pixels side by side, in both languages.

import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { send, signedIn, withBrowser } from './common.mjs';

const folder = process.argv[5];
assert.ok(folder, 'name the folder of the pictures');

const [HEIGHT, SCALE, QUALITY] = [900, 0.75, 0.6];

/** Opens the first link of a page that leads below an address. */
async function follow(page, below) {
  const address = await page.locator(`main a[href^="${below}"]`).first().getAttribute('href');
  await page.goto(address);
  await page.evaluate(() => document.getElementById(decodeURIComponent(location.hash.slice(1)))?.scrollIntoView({ behavior: 'instant' }));
}

/** A payment that breaks a rule, judged before it is saved. */
async function judged(page) {
  const payment = {
    voucher_no: 'ZF2020-118', fiscal_year: '2020', paid_on: '2020-12-30', fund: 'special-development',
    amount: '48600.00', channel: 'delegated', kind: 'progress', payee: '天山路桥有限公司', payee_type: 'enterprise',
  };
  const cells = Object.fromEntries(Object.entries(payment).map(([name, text]) => [`0.${name}`, text]));
  await send(page, '/entry/payments', cells, 'button[value=judge]');
}

/** Name of the picture, who looks, where they begin, and what they do there. */
const SCREENS = [
  ['today', 'p-fund', '/'],
  ['overview', 'fund', '/overview'],
  ['hand-down', 'p-head', '/', (page) => follow(page, '/hand-downs/')],
  ['warning', 'c-fund', '/warnings?rule=pay.out-of-plan&state=open', (page) => follow(page, '/warnings/')],
  ['case', 'p-fund', '/cases', (page) => follow(page, '/cases/')],
  ['project', 'c-group', '/projects?q=防渗渠', (page) => follow(page, '/projects/P')],
  ['payments', 'c-fund', '/payments'],
  ['entry', 'c-fund', '/entry/payments', judged],
  ['register', 'fund', '/registers/spending'],
  ['regulation', 'fund', '/overview', (page) => follow(page, '/policies/')],
];

/** What stands on one screen, as a picture. */
async function picture(browser, [, login, address, act], lang, width) {
  const page = await signedIn(browser, login, { lang, width });
  await page.setViewportSize({ width, height: HEIGHT });
  const answer = await page.goto(address);
  assert.equal(answer.status(), 200, `${login} at ${address}`);
  if (act) await act(page);
  const shot = await page.screenshot({ type: 'png' });
  await page.context().close();
  return shot.toString('base64');
}

/** Two pictures side by side, as WebP. */
async function beside(browser, pictures) {
  const page = await browser.newPage();
  const made = await page.evaluate(async ([shots, scale, quality, height]) => {
    const images = await Promise.all(shots.map(async (shot) => {
      const image = new Image();
      image.src = `data:image/png;base64,${shot}`;
      await image.decode();
      return image;
    }));
    const gap = 32;
    const canvas = document.createElement('canvas');
    canvas.width = images.reduce((sum, image) => sum + image.width * scale, gap);
    canvas.height = height * scale + 2;
    const pen = canvas.getContext('2d');
    pen.imageSmoothingQuality = 'high';
    pen.fillStyle = '#b8c0ca';
    pen.fillRect(0, 0, canvas.width, canvas.height);
    let left = 0;
    for (const image of images) {
      pen.drawImage(image, left + 1, 1, image.width * scale - 2, image.height * scale);
      left += image.width * scale + gap;
    }
    return canvas.toDataURL('image/webp', quality);
  }, [pictures, SCALE, QUALITY, HEIGHT]);
  await page.close();
  return Buffer.from(made.split(',')[1], 'base64');
}

await withBrowser(async (browser) => {
  fs.mkdirSync(folder, { recursive: true });
  const only = process.argv.slice(6);
  for (const screen of SCREENS.filter(([name]) => only.length === 0 || only.includes(name))) {
    for (const lang of ['zh', 'en']) {
      const pictures = [];
      for (const width of [1440, 390]) pictures.push(await picture(browser, screen, lang, width));
      const file = path.join(folder, `${screen[0]}.${lang}.webp`);
      fs.writeFileSync(file, await beside(browser, pictures));
      console.log(`${file} ${fs.statSync(file).size}`);
    }
  }
});
