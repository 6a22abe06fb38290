/** Of its own, so that it is loaded where there is XML alone; a bundle gives `import('saxes')` no names. */
export { SaxesParser } from 'saxes';
