import { useState } from 'preact/hooks';
import { api, type Schemas } from '../api/client';
import { fieldError } from '../api/failure';
import { texts, time } from '../i18n';
import { Link } from '../router';
import { useAction } from '../state/action';
import { forgetOrder } from '../state/attempt';
import { useResource } from '../state/resource';
import { changeProfile, logOut, me, type Profile } from '../state/session';
import { Button } from '../ui/Button';
import { Field, TextArea } from '../ui/Field';
import { Icon } from '../ui/Icon';
import { Failure, Waiting } from '../ui/Notice';
import { Page } from '../ui/Page';
import { toast } from '../ui/Toast';
import { deviceName } from './devices';
import { Members } from './Members';
import styles from './MePage.module.css';

type Session = Schemas['SessionView'];

const t = texts(
  {
    title: '마이',
    hello: (name: string) => `${name} 님`,
    orders: '주문 내역',
    liked: '좋아요한 상품',
    manage: '내 가게 관리',
    ops: '운영',
    profile: '내 정보',
    name: '이름',
    phone: '전화번호',
    address: '주소',
    save: '저장',
    saved: '저장했어요',
    devices: '로그인한 기기',
    here: '지금 이 기기',
    seen: (when: string) => `${when} 사용`,
    revoke: '로그아웃',
    revokeOf: (device: string) => `${device} 로그아웃`,
    revokeOthers: '다른 기기 모두 로그아웃',
    out: '로그아웃',
  },
  {
    title: 'Me',
    hello: (name: string) => name,
    orders: 'Orders',
    liked: 'Liked products',
    manage: 'My store',
    ops: 'Operations',
    profile: 'About me',
    name: 'Name',
    phone: 'Phone number',
    address: 'Address',
    save: 'Save',
    saved: 'Saved',
    devices: 'Where I am logged in',
    here: 'This device',
    seen: (when: string) => `Used ${when}`,
    revoke: 'Log out',
    revokeOf: (device: string) => `Log out ${device}`,
    revokeOthers: 'Log out everywhere else',
    out: 'Log out',
  },
);

export default function MePage() {
  return (
    <Page title={me.value ? t().hello(me.value.name) : t().title} narrow>
      <Members>{me.value ? <Mine key={me.value.id} profile={me.value} /> : <Waiting />}</Members>
    </Page>
  );
}

function Mine({ profile }: { profile: Profile }) {
  const leave = useAction(async () => {
    await logOut();
    forgetOrder();
  });
  return (
    <div class={styles.me}>
      <nav class={styles.links} aria-label={t().title}>
        <Way to="/shop/orders">{t().orders}</Way>
        <Way to="/shop/liked?of=products">{t().liked}</Way>
        {profile.role !== 'BUYER' && <Way to="/manage">{t().manage}</Way>}
        {profile.role === 'ADMIN' && <Way to="/ops">{t().ops}</Way>}
      </nav>
      <About profile={profile} />
      <Devices />
      <Failure failure={leave.failure} />
      <Button kind="plain" busy={leave.busy} onClick={() => void leave.run()}>
        {t().out}
      </Button>
    </div>
  );
}

function Way({ to, children }: { to: string; children: string }) {
  return (
    <Link to={to}>
      {children}
      <Icon name="next" size={18} />
    </Link>
  );
}

function About({ profile }: { profile: Profile }) {
  const [name, setName] = useState(profile.name);
  const [phone, setPhone] = useState(profile.phoneNumber ?? '');
  const [address, setAddress] = useState(profile.address ?? '');
  const save = useAction(async () => {
    const fields = { name: name.trim(), phoneNumber: phone.trim(), address: address.trim() };
    await changeProfile(Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== '')));
    toast(t().saved);
  });
  return (
    <form
      class={styles.part}
      onSubmit={(event) => {
        event.preventDefault();
        void save.run();
      }}
    >
      <h2>{t().profile}</h2>
      <Field
        label={t().name}
        name="name"
        autocomplete="name"
        required
        maxLength={100}
        value={name}
        onValue={setName}
        error={fieldError(save.failure, 'name')}
      />
      <Field
        label={t().phone}
        name="phone"
        type="tel"
        autocomplete="tel"
        maxLength={30}
        value={phone}
        onValue={setPhone}
        error={fieldError(save.failure, 'phoneNumber')}
      />
      <TextArea
        label={t().address}
        name="address"
        autocomplete="street-address"
        rows={2}
        maxLength={500}
        value={address}
        onValue={setAddress}
        error={fieldError(save.failure, 'address')}
      />
      <Failure failure={save.failure} />
      <Button type="submit" busy={save.busy}>
        {t().save}
      </Button>
    </form>
  );
}

function Devices() {
  const { data, failure, reload } = useResource('sessions', (signal) =>
    api.get('/auth/sessions', { signal }),
  );
  const others = data?.filter(({ current }) => !current) ?? [];
  const revokeOthers = useAction(async () => {
    await api.delete('/auth/sessions');
    await reload();
  });
  return (
    <section class={styles.part} aria-label={t().devices}>
      <h2>{t().devices}</h2>
      <ul class={styles.devices}>
        {data?.map((session) => (
          <Device key={session.id} session={session} onGone={reload} />
        ))}
      </ul>
      <Failure failure={failure ?? revokeOthers.failure} again={() => void reload()} />
      {others.length > 1 && (
        <Button kind="text" busy={revokeOthers.busy} onClick={() => void revokeOthers.run()}>
          {t().revokeOthers}
        </Button>
      )}
    </section>
  );
}

function Device({ session, onGone }: { session: Session; onGone: () => Promise<void> }) {
  const name = deviceName(session.userAgent);
  const revoke = useAction(async () => {
    await api.delete('/auth/sessions/{id}', { path: { id: session.id } });
    await onGone();
  });
  return (
    <li>
      <span>
        <b>{name}</b>
        <small>{session.current ? t().here : t().seen(time(session.lastSeenAt))}</small>
        <Failure failure={revoke.failure} />
      </span>
      {!session.current && (
        <button
          type="button"
          aria-label={t().revokeOf(name)}
          disabled={revoke.busy}
          onClick={() => void revoke.run()}
        >
          {t().revoke}
        </button>
      )}
    </li>
  );
}
