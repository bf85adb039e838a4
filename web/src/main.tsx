import './ui/tokens.css';
import './ui/base.css';
import { render } from 'preact';
import { App } from './App';
import { restoreSession } from './state/session';

restoreSession();
const place = document.getElementById('app');
if (place) render(<App />, place);
