mod identity;
mod rules;
mod vectors;
