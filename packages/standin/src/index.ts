export { Appliance, type ApplianceOptions, type Fault } from "./appliance/appliance.js";
export { createDemoWorld, type DemoServer } from "./demo/world.js";
export { type Certificate, certificateIn } from "./router/certificate.js";
export { StandIn, type StandInOptions } from "./standin.js";
