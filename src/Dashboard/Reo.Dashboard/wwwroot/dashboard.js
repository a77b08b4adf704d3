// Times in the viewer's zone. The text that the server wrote, in UTC, stays in the page; the zone's stands in front of it.
const moment = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' });

customElements.define('reo-moment', class extends HTMLElement {
    static observedAttributes = ['datetime'];

    connectedCallback() {
        if (!this.shadowRoot)
            this.attachShadow({ mode: 'open' });
        this.write();
    }

    attributeChangedCallback() {
        this.write();
    }

    write() {
        if (this.shadowRoot)
            this.shadowRoot.textContent = moment.format(new Date(this.getAttribute('datetime')));
    }
});

document.addEventListener('click', async event => {
    const copy = event.target.closest('[data-copy]');
    if (copy) {
        const label = copy.querySelector('.rz-button-text');
        try {
            await navigator.clipboard.writeText(copy.dataset.copy);
            label.textContent = 'Copied';
        } catch {
            label.textContent = 'Not allowed';
        }
        setTimeout(() => { label.textContent = 'Copy'; }, 2000);
    }

    const theme = event.target.closest('[data-theme-choice]');
    if (theme) {
        document.cookie = `reo_theme=${theme.dataset.themeChoice}; path=/; max-age=31536000; samesite=strict`;
        location.reload();
    }
});

// A one-time link carries its token behind #, which browsers do not send: the form does.
function fillFromFragment() {
    for (const field of document.querySelectorAll('input[data-from-fragment]'))
        field.value ||= location.hash.slice(1);
}

fillFromFragment();
document.addEventListener('DOMContentLoaded', fillFromFragment);
