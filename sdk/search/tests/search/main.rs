//! Help search from outside: what people type, and which articles they get.

mod corpus;
mod damage;
mod folding;
mod marking;
mod property;
mod recall;
mod speed;
