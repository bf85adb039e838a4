import type { ComponentChildren } from 'preact';
import { language, speak } from '../i18n';
import { here, Link } from '../router';
import { cartCount } from '../state/cart';
import { loginAsked, sessionEnded } from '../state/session';
import { Icon, type IconName } from '../ui/Icon';
import { Seal } from '../ui/Seal';
import { t as ui } from '../ui/texts';
import styles from './Shell.module.css';
import { t } from './texts';

/** What is around every page of the shop. */
export function Shell({ children }: { children: ComponentChildren }) {
  return (
    <>
      <a class={styles.skip} href="#main">
        {ui().skip}
      </a>
      <header class={styles.top}>
        <Link to="/" class={styles.brand}>
          <Seal />
          BARO
        </Link>
        <nav class={styles.nav} aria-label={t().nav.label}>
          <Place to="/" icon="home" label={t().nav.home} />
          <Place to="/shop/swipe" icon="deck" label={t().nav.swipe} />
          <Place to="/shop/liked" icon="heart" label={t().nav.liked} />
          <Place to="/shop/cart" icon="bag" label={t().nav.cart} count={cartCount.value} />
          <Place to="/shop/me" icon="person" label={t().nav.me} />
        </nav>
        <button
          type="button"
          class={styles.language}
          lang={language.value === 'ko' ? 'en' : 'ko'}
          onClick={() => speak(language.value === 'ko' ? 'en' : 'ko')}
        >
          {t().language}
        </button>
      </header>
      {sessionEnded.value && (
        <div class={styles.ended} role="alert">
          <p>{t().ended}</p>
          <button
            type="button"
            onClick={() => {
              loginAsked.value = () => {
                loginAsked.value = null;
              };
            }}
          >
            {t().login}
          </button>
        </div>
      )}
      {children}
    </>
  );
}

function Place({
  to,
  icon,
  label,
  count = 0,
}: {
  to: string;
  icon: IconName;
  label: string;
  count?: number;
}) {
  const { path } = here.value;
  const isHere = to === '/' ? path === '/' || path.startsWith('/shop/products') : path.startsWith(to);
  return (
    <Link to={to} aria-current={isHere ? 'page' : undefined}>
      <span class={styles.icon}>
        <Icon name={icon} filled={isHere && icon === 'heart'} />
        {count > 0 && (
          <b key={count} class={styles.badge} aria-hidden="true">
            {count}
          </b>
        )}
      </span>
      <span>
        {label}
        {count > 0 && <span class="unseen">{t().cartCount(count)}</span>}
      </span>
    </Link>
  );
}
