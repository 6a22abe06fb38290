// dotenv-safe at start-up: .env against .env.example.
import { config } from 'dotenv-safe';

config({ quiet: true });
console.log(`accepted: API_KEY=${process.env.API_KEY}`);
