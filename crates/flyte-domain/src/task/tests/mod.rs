mod identity;
mod inputs;
mod rules;
mod vectors;
