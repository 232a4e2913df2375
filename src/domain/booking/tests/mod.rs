mod claiming;
mod fixture;
mod obstructing;
mod offering;
mod saying;
