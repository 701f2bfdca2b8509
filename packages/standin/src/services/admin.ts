import { groupKeeping } from "./admin/groups.js";
import { memberships } from "./admin/memberships.js";
import { reading } from "./admin/reading.js";
import { users } from "./admin/users.js";
import type { Service } from "./service.js";

/** Users and groups. */
export const adminService: Service = {
  stateful: false,
  operations: { ...reading, ...users, ...groupKeeping, ...memberships },
};
