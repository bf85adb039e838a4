import { fieldErrors } from '../api/failure';
import { language } from '../i18n';

// The shop says what is wrong with a value in one language. These are its sentences about products.
const korean: [RegExp, string][] = [
  [/^is required$/, '꼭 있어야 해요'],
  [/^must be a whole number$/, '숫자만 쓸 수 있어요. 쉼표나 ‘원’은 빼 주세요'],
  [/^must be from (-?\d+) to (\d+)$/, '$1부터 $2까지 쓸 수 있어요'],
  [/^must have (\d+) to (\d+) characters$/, '$1자에서 $2자까지 쓸 수 있어요'],
  [/^must have (\d+) to (\d+) entries, not (\d+)$/, '$1개에서 $2개까지 쓸 수 있어요 (지금 $3개)'],
  [/^must be an id.*$/, '번호(숫자)를 써 주세요'],
  [/^must be an http\(s\) address.*$/, 'http(s) 주소나 /로 시작하는 경로를 써 주세요'],
  [/^must not be blank$/, '비워 둘 수 없어요'],
  [/^must not be 0$/, '0은 쓸 수 없어요'],
  [/^must not have control characters$/, '보이지 않는 제어 문자가 들어 있어요'],
  [/^must have letters, digits, - and _ only$/, '영문, 숫자, -, _만 쓸 수 있어요'],
  [/^must not be above (\w+)$/, '끝이 시작보다 앞이에요'],
  [/^must be a text$/, '글자로 써 주세요'],
  [/^There is no column (.+?)\. The first line.*$/, '‘$1’이라는 열은 없어요.'],
  [/^The column (.+?) is missing\..*$/, '‘$1’ 열이 빠졌어요.'],
  [/^The column (.+?) comes twice\..*$/, '‘$1’ 열이 두 번 나와요.'],
  [/^The file is empty\..*$/, '빈 파일이에요.'],
  [/^The first line is no CSV\..*$/, '첫 줄이 CSV가 아니에요.'],
  [/^The row has (\d+) cells, and the file (\d+) columns\.$/, '열은 $2개인데 이 줄은 $1칸이에요'],
  [/^The row has more than (\d+) bytes.*$/, '줄이 너무 길어요. 닫지 않은 따옴표가 있는지 봐 주세요'],
  [/^The row is not UTF-8\.$/, 'UTF-8이 아니에요. 저장할 때 UTF-8을 골라 주세요'],
  [/^A cell with quotes.*$/, '따옴표가 든 칸은 따옴표로 감싸고, 안의 따옴표는 두 번 써 주세요'],
];

export function reasonText(reason: string): string {
  if (language.value === 'en') return reason;
  const known = korean.find(([pattern]) => pattern.test(reason));
  return known ? reason.replace(known[0], known[1]) : reason;
}

/** What is wrong with a field or with one of its entries, in the language that is spoken. */
export function wrong(failure: unknown, field: string): string | undefined {
  const found = fieldErrors(failure).find(
    (each) => each.field === field || each.field.startsWith(`${field}[`),
  );
  return found && reasonText(found.reason);
}
