import { useState } from 'preact/hooks';
import { fieldError } from '../api/failure';
import { texts } from '../i18n';
import { useAction } from '../state/action';
import { logIn, signUp } from '../state/session';
import { Button } from '../ui/Button';
import { Field } from '../ui/Field';
import { Failure } from '../ui/Notice';
import styles from './LoginForm.module.css';

const t = texts(
  {
    name: '이름',
    email: '이메일',
    password: '비밀번호',
    passwordHint: '10자 이상이면 돼요. 긴 문장이 좋아요.',
    login: '로그인',
    signup: '가입하고 시작하기',
    toSignup: '처음이에요? 가입하기',
    toLogin: '이미 계정이 있어요? 로그인',
  },
  {
    name: 'Name',
    email: 'E-mail',
    password: 'Password',
    passwordHint: 'Ten characters or more. A long phrase is best.',
    login: 'Log in',
    signup: 'Sign up and start',
    toSignup: 'New here? Sign up',
    toLogin: 'Have an account? Log in',
  },
);

/** Logs in, or opens an account: whoever shows it sees `me` change, or asks for `onDone`. */
export function LoginForm({ first = 'login', onDone }: { first?: 'login' | 'signup'; onDone?: () => void }) {
  const [mode, setMode] = useState(first);
  const [name, setName] = useState('');
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const isNew = mode === 'signup';
  const enter = useAction(async () => {
    if (isNew) await signUp(name.trim(), email.trim(), password);
    else await logIn(email.trim(), password);
    onDone?.();
  });

  return (
    <form
      class={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        void enter.run();
      }}
    >
      {isNew && (
        <Field
          label={t().name}
          name="name"
          autocomplete="name"
          required
          maxLength={100}
          value={name}
          onValue={setName}
          error={fieldError(enter.failure, 'name')}
        />
      )}
      <Field
        label={t().email}
        name="email"
        type="email"
        autocomplete={isNew ? 'email' : 'username'}
        required
        value={email}
        onValue={setEmail}
        error={fieldError(enter.failure, 'email')}
      />
      <Field
        label={t().password}
        name="password"
        type="password"
        autocomplete={isNew ? 'new-password' : 'current-password'}
        required
        minLength={isNew ? 10 : undefined}
        maxLength={128}
        hint={isNew ? t().passwordHint : undefined}
        value={password}
        onValue={setPassword}
        error={fieldError(enter.failure, 'password')}
      />
      <Failure failure={enter.failure} />
      <Button type="submit" wide busy={enter.busy}>
        {isNew ? t().signup : t().login}
      </Button>
      <Button
        kind="text"
        onClick={() => {
          enter.clear();
          setMode(isNew ? 'login' : 'signup');
        }}
      >
        {isNew ? t().toLogin : t().toSignup}
      </Button>
    </form>
  );
}
