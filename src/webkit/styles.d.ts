// Style sheets are imported for the bundler, which writes them to one file beside the script.
declare module "*.css";
