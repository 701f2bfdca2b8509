// Made by slice/generate.mjs; not to be edited.
import type { CallOptions, Long, ObjectProxy } from "@omero-archiver/ice";

export type CmdState = "ALL" | "ACTIVE" | "INACTIVE" | "SUCCESS" | "FAILURE" | "CANCELLED";

export type UnitsElectricPotential = "YOTTAVOLT" | "ZETTAVOLT" | "EXAVOLT" | "PETAVOLT" | "TERAVOLT" | "GIGAVOLT" | "MEGAVOLT" | "KILOVOLT" | "HECTOVOLT" | "DECAVOLT" | "VOLT" | "DECIVOLT" | "CENTIVOLT" | "MILLIVOLT" | "MICROVOLT" | "NANOVOLT" | "PICOVOLT" | "FEMTOVOLT" | "ATTOVOLT" | "ZEPTOVOLT" | "YOCTOVOLT";

export type UnitsFrequency = "YOTTAHERTZ" | "ZETTAHERTZ" | "EXAHERTZ" | "PETAHERTZ" | "TERAHERTZ" | "GIGAHERTZ" | "MEGAHERTZ" | "KILOHERTZ" | "HECTOHERTZ" | "DECAHERTZ" | "HERTZ" | "DECIHERTZ" | "CENTIHERTZ" | "MILLIHERTZ" | "MICROHERTZ" | "NANOHERTZ" | "PICOHERTZ" | "FEMTOHERTZ" | "ATTOHERTZ" | "ZEPTOHERTZ" | "YOCTOHERTZ";

export type UnitsLength = "YOTTAMETER" | "ZETTAMETER" | "EXAMETER" | "PETAMETER" | "TERAMETER" | "GIGAMETER" | "MEGAMETER" | "KILOMETER" | "HECTOMETER" | "DECAMETER" | "METER" | "DECIMETER" | "CENTIMETER" | "MILLIMETER" | "MICROMETER" | "NANOMETER" | "PICOMETER" | "FEMTOMETER" | "ATTOMETER" | "ZEPTOMETER" | "YOCTOMETER" | "ANGSTROM" | "ASTRONOMICALUNIT" | "LIGHTYEAR" | "PARSEC" | "THOU" | "LINE" | "INCH" | "FOOT" | "YARD" | "MILE" | "POINT" | "PIXEL" | "REFERENCEFRAME";

export type UnitsPower = "YOTTAWATT" | "ZETTAWATT" | "EXAWATT" | "PETAWATT" | "TERAWATT" | "GIGAWATT" | "MEGAWATT" | "KILOWATT" | "HECTOWATT" | "DECAWATT" | "WATT" | "DECIWATT" | "CENTIWATT" | "MILLIWATT" | "MICROWATT" | "NANOWATT" | "PICOWATT" | "FEMTOWATT" | "ATTOWATT" | "ZEPTOWATT" | "YOCTOWATT";

export type UnitsPressure = "YOTTAPASCAL" | "ZETTAPASCAL" | "EXAPASCAL" | "PETAPASCAL" | "TERAPASCAL" | "GIGAPASCAL" | "MEGAPASCAL" | "KILOPASCAL" | "HECTOPASCAL" | "DECAPASCAL" | "PASCAL" | "DECIPASCAL" | "CENTIPASCAL" | "MILLIPASCAL" | "MICROPASCAL" | "NANOPASCAL" | "PICOPASCAL" | "FEMTOPASCAL" | "ATTOPASCAL" | "ZEPTOPASCAL" | "YOCTOPASCAL" | "BAR" | "MEGABAR" | "KILOBAR" | "DECIBAR" | "CENTIBAR" | "MILLIBAR" | "ATMOSPHERE" | "PSI" | "TORR" | "MILLITORR" | "MMHG";

export type UnitsTemperature = "KELVIN" | "CELSIUS" | "FAHRENHEIT" | "RANKINE";

export type UnitsTime = "YOTTASECOND" | "ZETTASECOND" | "EXASECOND" | "PETASECOND" | "TERASECOND" | "GIGASECOND" | "MEGASECOND" | "KILOSECOND" | "HECTOSECOND" | "DECASECOND" | "SECOND" | "DECISECOND" | "CENTISECOND" | "MILLISECOND" | "MICROSECOND" | "NANOSECOND" | "PICOSECOND" | "FEMTOSECOND" | "ATTOSECOND" | "ZEPTOSECOND" | "YOCTOSECOND" | "MINUTE" | "HOUR" | "DAY";

export interface LongPair {
  readonly first?: Long;
  readonly second?: Long;
}

export interface GridRepositoryMap {
  readonly descriptions?: readonly (OriginalFile | null)[];
  readonly proxies?: readonly (ObjectProxy | null)[];
}

/** `::Glacier2::Session` */
export interface Glacier2Session {
  destroy(options?: CallOptions): Promise<void>;
}

export interface Internal {
  readonly $type: "::omero::Internal";
}

export interface RArray extends RCollection {
  readonly $type: "::omero::RArray";
}

export interface RBool extends RType {
  readonly $type: "::omero::RBool";
  readonly val?: boolean;
}

export interface RClass extends RString {
  readonly $type: "::omero::RClass";
}

export interface RCollection extends RType {
  readonly $type: string;
  readonly val?: readonly (RType | null)[];
}

export interface RDouble extends RType {
  readonly $type: "::omero::RDouble";
  readonly val?: number;
}

export interface RFloat extends RType {
  readonly $type: "::omero::RFloat";
  readonly val?: number;
}

export interface RInt extends RType {
  readonly $type: "::omero::RInt";
  readonly val?: number;
}

export interface RInternal extends RType {
  readonly $type: "::omero::RInternal";
  readonly val?: Internal | null;
}

export interface RList extends RCollection {
  readonly $type: "::omero::RList";
}

export interface RLong extends RType {
  readonly $type: "::omero::RLong";
  readonly val?: Long;
}

export interface RMap extends RType {
  readonly $type: "::omero::RMap";
  readonly val?: ReadonlyMap<string, RType | null>;
}

export interface RObject extends RType {
  readonly $type: "::omero::RObject";
  readonly val?: IObject | null;
}

export interface RSet extends RCollection {
  readonly $type: "::omero::RSet";
}

export interface RString extends RType {
  readonly $type: string;
  readonly val?: string;
}

export interface RTime extends RType {
  readonly $type: "::omero::RTime";
  readonly val?: Long;
}

export interface RType {
  readonly $type: string;
}

/** `::omero::api::ClientCallback` */
export interface ClientCallback {
  requestHeartbeat(options?: CallOptions): Promise<void>;
  sessionClosed(options?: CallOptions): Promise<void>;
  shutdownIn(milliseconds: Long, options?: CallOptions): Promise<void>;
}

/** `::omero::api::IAdmin` */
export interface IAdmin extends ServiceInterface {
  canUpdate(obj: IObject | null, options?: CallOptions): Promise<boolean>;
  getExperimenter(id: Long, options?: CallOptions): Promise<Experimenter | null>;
  lookupExperimenter(name: string, options?: CallOptions): Promise<Experimenter | null>;
  lookupExperimenters(options?: CallOptions): Promise<readonly (Experimenter | null)[]>;
  getGroup(id: Long, options?: CallOptions): Promise<ExperimenterGroup | null>;
  lookupGroup(name: string, options?: CallOptions): Promise<ExperimenterGroup | null>;
  lookupGroups(options?: CallOptions): Promise<readonly (ExperimenterGroup | null)[]>;
  containedExperimenters(groupId: Long, options?: CallOptions): Promise<readonly (Experimenter | null)[]>;
  containedGroups(experimenterId: Long, options?: CallOptions): Promise<readonly (ExperimenterGroup | null)[]>;
  getDefaultGroup(experimenterId: Long, options?: CallOptions): Promise<ExperimenterGroup | null>;
  lookupLdapAuthExperimenter(id: Long, options?: CallOptions): Promise<string>;
  lookupLdapAuthExperimenters(options?: CallOptions): Promise<RList | null>;
  getMemberOfGroupIds(exp: Experimenter | null, options?: CallOptions): Promise<readonly (Long)[]>;
  getLeaderOfGroupIds(exp: Experimenter | null, options?: CallOptions): Promise<readonly (Long)[]>;
  getCurrentAdminPrivileges(options?: CallOptions): Promise<readonly (AdminPrivilege | null)[]>;
  getAdminPrivileges(user: Experimenter | null, options?: CallOptions): Promise<readonly (AdminPrivilege | null)[]>;
  getAdminsWithPrivileges(privileges: readonly (AdminPrivilege | null)[], options?: CallOptions): Promise<readonly (Experimenter | null)[]>;
  updateSelf(experimenter: Experimenter | null, options?: CallOptions): Promise<void>;
  uploadMyUserPhoto(filename: string, format: string, data: Uint8Array, options?: CallOptions): Promise<Long>;
  getMyUserPhotos(options?: CallOptions): Promise<readonly (OriginalFile | null)[]>;
  updateExperimenter(experimenter: Experimenter | null, options?: CallOptions): Promise<void>;
  updateExperimenterWithPassword(experimenter: Experimenter | null, password: RString | null, options?: CallOptions): Promise<void>;
  updateGroup(group: ExperimenterGroup | null, options?: CallOptions): Promise<void>;
  createUser(experimenter: Experimenter | null, group: string, options?: CallOptions): Promise<Long>;
  createSystemUser(experimenter: Experimenter | null, options?: CallOptions): Promise<Long>;
  createRestrictedSystemUser(experimenter: Experimenter | null, privileges: readonly (AdminPrivilege | null)[], options?: CallOptions): Promise<Long>;
  createRestrictedSystemUserWithPassword(experimenter: Experimenter | null, privileges: readonly (AdminPrivilege | null)[], password: RString | null, options?: CallOptions): Promise<Long>;
  createExperimenter(user: Experimenter | null, defaultGroup: ExperimenterGroup | null, groups: readonly (ExperimenterGroup | null)[], options?: CallOptions): Promise<Long>;
  createExperimenterWithPassword(user: Experimenter | null, password: RString | null, defaultGroup: ExperimenterGroup | null, groups: readonly (ExperimenterGroup | null)[], options?: CallOptions): Promise<Long>;
  createGroup(group: ExperimenterGroup | null, options?: CallOptions): Promise<Long>;
  addGroups(user: Experimenter | null, groups: readonly (ExperimenterGroup | null)[], options?: CallOptions): Promise<void>;
  removeGroups(user: Experimenter | null, groups: readonly (ExperimenterGroup | null)[], options?: CallOptions): Promise<void>;
  setDefaultGroup(user: Experimenter | null, group: ExperimenterGroup | null, options?: CallOptions): Promise<void>;
  setGroupOwner(group: ExperimenterGroup | null, owner: Experimenter | null, options?: CallOptions): Promise<void>;
  unsetGroupOwner(group: ExperimenterGroup | null, owner: Experimenter | null, options?: CallOptions): Promise<void>;
  addGroupOwners(group: ExperimenterGroup | null, owners: readonly (Experimenter | null)[], options?: CallOptions): Promise<void>;
  removeGroupOwners(group: ExperimenterGroup | null, owners: readonly (Experimenter | null)[], options?: CallOptions): Promise<void>;
  deleteExperimenter(user: Experimenter | null, options?: CallOptions): Promise<void>;
  deleteGroup(group: ExperimenterGroup | null, options?: CallOptions): Promise<void>;
  changeOwner(obj: IObject | null, omeName: string, options?: CallOptions): Promise<void>;
  changeGroup(obj: IObject | null, omeName: string, options?: CallOptions): Promise<void>;
  changePermissions(obj: IObject | null, perms: Permissions | null, options?: CallOptions): Promise<void>;
  moveToCommonSpace(objects: readonly (IObject | null)[], options?: CallOptions): Promise<void>;
  setAdminPrivileges(user: Experimenter | null, privileges: readonly (AdminPrivilege | null)[], options?: CallOptions): Promise<void>;
  changePassword(newPassword: RString | null, options?: CallOptions): Promise<void>;
  changePasswordWithOldPassword(oldPassword: RString | null, newPassword: RString | null, options?: CallOptions): Promise<void>;
  changeUserPassword(omeName: string, newPassword: RString | null, options?: CallOptions): Promise<void>;
  synchronizeLoginCache(options?: CallOptions): Promise<void>;
  changeExpiredCredentials(name: string, oldCred: string, newCred: string, options?: CallOptions): Promise<void>;
  reportForgottenPassword(name: string, email: string, options?: CallOptions): Promise<void>;
  getSecurityRoles(options?: CallOptions): Promise<Roles | null>;
  getEventContext(options?: CallOptions): Promise<EventContext | null>;
}

/** `::omero::api::IConfig` */
export interface IConfig extends ServiceInterface {
  getVersion(options?: CallOptions): Promise<string>;
  getConfigValue(key: string, options?: CallOptions): Promise<string>;
  getConfigValues(keyRegex: string, options?: CallOptions): Promise<ReadonlyMap<string, string>>;
  getConfigDefaults(options?: CallOptions): Promise<ReadonlyMap<string, string>>;
  getClientConfigValues(options?: CallOptions): Promise<ReadonlyMap<string, string>>;
  getClientConfigDefaults(options?: CallOptions): Promise<ReadonlyMap<string, string>>;
  setConfigValue(key: string, value: string, options?: CallOptions): Promise<void>;
  setConfigValueIfEquals(key: string, value: string, test: string, options?: CallOptions): Promise<boolean>;
  getDatabaseUuid(options?: CallOptions): Promise<string>;
  getDatabaseTime(options?: CallOptions): Promise<RTime | null>;
  getServerTime(options?: CallOptions): Promise<RTime | null>;
}

/** `::omero::api::IPixels` */
export interface IPixels extends ServiceInterface {
  retrievePixDescription(pixId: Long, options?: CallOptions): Promise<Pixels | null>;
  retrieveRndSettings(pixId: Long, options?: CallOptions): Promise<RenderingDef | null>;
  retrieveRndSettingsFor(pixId: Long, userId: Long, options?: CallOptions): Promise<RenderingDef | null>;
  retrieveAllRndSettings(pixId: Long, userId: Long, options?: CallOptions): Promise<readonly (IObject | null)[]>;
  loadRndSettings(renderingSettingsId: Long, options?: CallOptions): Promise<RenderingDef | null>;
  saveRndSettings(rndSettings: RenderingDef | null, options?: CallOptions): Promise<void>;
  getBitDepth(type: PixelsType | null, options?: CallOptions): Promise<number>;
  getEnumeration(enumClass: string, value: string, options?: CallOptions): Promise<IObject | null>;
  getAllEnumerations(enumClass: string, options?: CallOptions): Promise<readonly (IObject | null)[]>;
  copyAndResizePixels(pixelsId: Long, sizeX: RInt | null, sizeY: RInt | null, sizeZ: RInt | null, sizeT: RInt | null, channelList: readonly (number)[], methodology: string, copyStats: boolean, options?: CallOptions): Promise<RLong | null>;
  copyAndResizeImage(imageId: Long, sizeX: RInt | null, sizeY: RInt | null, sizeZ: RInt | null, sizeT: RInt | null, channelList: readonly (number)[], methodology: string, copyStats: boolean, options?: CallOptions): Promise<RLong | null>;
  createImage(sizeX: number, sizeY: number, sizeZ: number, sizeT: number, channelList: readonly (number)[], pixelsType: PixelsType | null, name: string, description: string, options?: CallOptions): Promise<RLong | null>;
  setChannelGlobalMinMax(pixelsId: Long, channelIndex: number, min: number, max: number, options?: CallOptions): Promise<void>;
}

/** `::omero::api::IQuery` */
export interface IQuery extends ServiceInterface {
  get(klass: string, id: Long, options?: CallOptions): Promise<IObject | null>;
  find(klass: string, id: Long, options?: CallOptions): Promise<IObject | null>;
  findAll(klass: string, filter: SysFilter | null, options?: CallOptions): Promise<readonly (IObject | null)[]>;
  findByExample(example: IObject | null, options?: CallOptions): Promise<IObject | null>;
  findAllByExample(example: IObject | null, filter: SysFilter | null, options?: CallOptions): Promise<readonly (IObject | null)[]>;
  findByString(klass: string, field: string, value: string, options?: CallOptions): Promise<IObject | null>;
  findAllByString(klass: string, field: string, value: string, caseSensitive: boolean, filter: SysFilter | null, options?: CallOptions): Promise<readonly (IObject | null)[]>;
  findByQuery(query: string, params: Parameters | null, options?: CallOptions): Promise<IObject | null>;
  findAllByQuery(query: string, params: Parameters | null, options?: CallOptions): Promise<readonly (IObject | null)[]>;
  findAllByFullText(klass: string, query: string, params: Parameters | null, options?: CallOptions): Promise<readonly (IObject | null)[]>;
  projection(query: string, params: Parameters | null, options?: CallOptions): Promise<readonly (readonly (RType | null)[])[]>;
  refresh(iObject: IObject | null, options?: CallOptions): Promise<IObject | null>;
}

/** `::omero::api::ISession` */
export interface ISession extends ServiceInterface {
  createSession(p: Principal | null, credentials: string, options?: CallOptions): Promise<Session | null>;
  createUserSession(timeToLiveMilliseconds: Long, timeToIdleMilliseconds: Long, defaultGroup: string, options?: CallOptions): Promise<Session | null>;
  createSessionWithTimeout(principal: Principal | null, timeToLiveMilliseconds: Long, options?: CallOptions): Promise<Session | null>;
  createSessionWithTimeouts(principal: Principal | null, timeToLiveMilliseconds: Long, timeToIdleMilliseconds: Long, options?: CallOptions): Promise<Session | null>;
  getSession(sessionUuid: string, options?: CallOptions): Promise<Session | null>;
  getReferenceCount(sessionUuid: string, options?: CallOptions): Promise<number>;
  closeSession(sess: Session | null, options?: CallOptions): Promise<number>;
  getMyOpenSessions(options?: CallOptions): Promise<readonly (Session | null)[]>;
  getMyOpenAgentSessions(agent: string, options?: CallOptions): Promise<readonly (Session | null)[]>;
  getMyOpenClientSessions(options?: CallOptions): Promise<readonly (Session | null)[]>;
  getInput(sess: string, key: string, options?: CallOptions): Promise<RType | null>;
  getOutput(sess: string, key: string, options?: CallOptions): Promise<RType | null>;
  setInput(sess: string, key: string, value: RType | null, options?: CallOptions): Promise<void>;
  setOutput(sess: string, key: string, value: RType | null, options?: CallOptions): Promise<void>;
  getInputKeys(sess: string, options?: CallOptions): Promise<readonly (string)[]>;
  getOutputKeys(sess: string, options?: CallOptions): Promise<readonly (string)[]>;
  getInputs(sess: string, options?: CallOptions): Promise<ReadonlyMap<string, RType | null>>;
  getOutputs(sess: string, options?: CallOptions): Promise<ReadonlyMap<string, RType | null>>;
}

/** `::omero::api::ITypes` */
export interface ITypes extends ServiceInterface {
  createEnumeration(newEnum: IObject | null, options?: CallOptions): Promise<IObject | null>;
  getEnumeration(type: string, value: string, options?: CallOptions): Promise<IObject | null>;
  allEnumerations(type: string, options?: CallOptions): Promise<readonly (IObject | null)[]>;
  updateEnumeration(oldEnum: IObject | null, options?: CallOptions): Promise<IObject | null>;
  updateEnumerations(oldEnums: readonly (IObject | null)[], options?: CallOptions): Promise<void>;
  deleteEnumeration(oldEnum: IObject | null, options?: CallOptions): Promise<void>;
  getEnumerationTypes(options?: CallOptions): Promise<readonly (string)[]>;
  getAnnotationTypes(options?: CallOptions): Promise<readonly (string)[]>;
  getEnumerationsWithEntries(options?: CallOptions): Promise<ReadonlyMap<string, readonly (IObject | null)[]>>;
  getOriginalEnumerations(options?: CallOptions): Promise<readonly (IObject | null)[]>;
  resetEnumerations(enumClass: string, options?: CallOptions): Promise<void>;
}

/** `::omero::api::IUpdate` */
export interface IUpdate extends ServiceInterface {
  saveObject(obj: IObject | null, options?: CallOptions): Promise<void>;
  saveCollection(objs: readonly (IObject | null)[], options?: CallOptions): Promise<void>;
  saveAndReturnObject(obj: IObject | null, options?: CallOptions): Promise<IObject | null>;
  saveArray(graph: readonly (IObject | null)[], options?: CallOptions): Promise<void>;
  saveAndReturnArray(graph: readonly (IObject | null)[], options?: CallOptions): Promise<readonly (IObject | null)[]>;
  saveAndReturnIds(graph: readonly (IObject | null)[], options?: CallOptions): Promise<readonly (Long)[]>;
  deleteObject(row: IObject | null, options?: CallOptions): Promise<void>;
  indexObject(row: IObject | null, options?: CallOptions): Promise<void>;
}

/** `::omero::api::PyramidService` */
export interface PyramidService extends StatefulServiceInterface {
  requiresPixelsPyramid(options?: CallOptions): Promise<boolean>;
  getResolutionLevels(options?: CallOptions): Promise<number>;
  getResolutionDescriptions(options?: CallOptions): Promise<readonly (ResolutionDescription | null)[]>;
  getResolutionLevel(options?: CallOptions): Promise<number>;
  setResolutionLevel(resolutionLevel: number, options?: CallOptions): Promise<void>;
  getTileSize(options?: CallOptions): Promise<readonly (number)[]>;
}

/** `::omero::api::RawFileStore` */
export interface RawFileStore extends StatefulServiceInterface {
  setFileId(fileId: Long, options?: CallOptions): Promise<void>;
  getFileId(options?: CallOptions): Promise<RLong | null>;
  read(position: Long, length: number, options?: CallOptions): Promise<Uint8Array>;
  size(options?: CallOptions): Promise<Long>;
  truncate(length: Long, options?: CallOptions): Promise<boolean>;
  write(buf: Uint8Array, position: Long, length: number, options?: CallOptions): Promise<void>;
  exists(options?: CallOptions): Promise<boolean>;
  save(options?: CallOptions): Promise<OriginalFile | null>;
}

/** `::omero::api::RawPixelsStore` */
export interface RawPixelsStore extends PyramidService {
  setPixelsId(pixelsId: Long, bypassOriginalFile: boolean, options?: CallOptions): Promise<void>;
  getPixelsId(options?: CallOptions): Promise<Long>;
  getPixelsPath(options?: CallOptions): Promise<string>;
  prepare(pixelsIds: readonly (Long)[], options?: CallOptions): Promise<void>;
  getPlaneSize(options?: CallOptions): Promise<Long>;
  getRowSize(options?: CallOptions): Promise<number>;
  getStackSize(options?: CallOptions): Promise<Long>;
  getTimepointSize(options?: CallOptions): Promise<Long>;
  getTotalSize(options?: CallOptions): Promise<Long>;
  getRowOffset(y: number, z: number, c: number, t: number, options?: CallOptions): Promise<Long>;
  getPlaneOffset(z: number, c: number, t: number, options?: CallOptions): Promise<Long>;
  getStackOffset(c: number, t: number, options?: CallOptions): Promise<Long>;
  getTimepointOffset(t: number, options?: CallOptions): Promise<Long>;
  getTile(z: number, c: number, t: number, x: number, y: number, w: number, h: number, options?: CallOptions): Promise<Uint8Array>;
  getHypercube(offset: readonly (number)[], size: readonly (number)[], step: readonly (number)[], options?: CallOptions): Promise<Uint8Array>;
  getRegion(size: number, offset: Long, options?: CallOptions): Promise<Uint8Array>;
  getRow(y: number, z: number, c: number, t: number, options?: CallOptions): Promise<Uint8Array>;
  getCol(x: number, z: number, c: number, t: number, options?: CallOptions): Promise<Uint8Array>;
  getPlane(z: number, c: number, t: number, options?: CallOptions): Promise<Uint8Array>;
  getPlaneRegion(z: number, c: number, t: number, size: number, offset: number, options?: CallOptions): Promise<Uint8Array>;
  getStack(c: number, t: number, options?: CallOptions): Promise<Uint8Array>;
  getTimepoint(t: number, options?: CallOptions): Promise<Uint8Array>;
  setTile(buf: Uint8Array, z: number, c: number, t: number, x: number, y: number, w: number, h: number, options?: CallOptions): Promise<void>;
  setRegion(size: number, offset: Long, buf: Uint8Array, options?: CallOptions): Promise<void>;
  setRow(buf: Uint8Array, y: number, z: number, c: number, t: number, options?: CallOptions): Promise<void>;
  setPlane(buf: Uint8Array, z: number, c: number, t: number, options?: CallOptions): Promise<void>;
  setStack(buf: Uint8Array, z: number, c: number, t: number, options?: CallOptions): Promise<void>;
  setTimepoint(buf: Uint8Array, t: number, options?: CallOptions): Promise<void>;
  getHistogram(channels: readonly (number)[], binCount: number, globalRange: boolean, plane: RomioPlaneDef | null, options?: CallOptions): Promise<ReadonlyMap<number, readonly (number)[]>>;
  findMinMax(channels: readonly (number)[], options?: CallOptions): Promise<ReadonlyMap<number, readonly (number)[]>>;
  getByteWidth(options?: CallOptions): Promise<number>;
  isSigned(options?: CallOptions): Promise<boolean>;
  isFloat(options?: CallOptions): Promise<boolean>;
  calculateMessageDigest(options?: CallOptions): Promise<Uint8Array>;
  save(options?: CallOptions): Promise<Pixels | null>;
}

export interface ResolutionDescription {
  readonly $type: "::omero::api::ResolutionDescription";
  readonly sizeX?: number;
  readonly sizeY?: number;
}

/** `::omero::api::ServiceFactory` */
export interface ServiceFactory extends CmdSession {
  getSecurityContexts(options?: CallOptions): Promise<readonly (IObject | null)[]>;
  setSecurityContext(obj: IObject | null, options?: CallOptions): Promise<IObject | null>;
  setSecurityPassword(password: string, options?: CallOptions): Promise<void>;
  getAdminService(options?: CallOptions): Promise<ObjectProxy | null>;
  getConfigService(options?: CallOptions): Promise<ObjectProxy | null>;
  getContainerService(options?: CallOptions): Promise<ObjectProxy | null>;
  getLdapService(options?: CallOptions): Promise<ObjectProxy | null>;
  getPixelsService(options?: CallOptions): Promise<ObjectProxy | null>;
  getProjectionService(options?: CallOptions): Promise<ObjectProxy | null>;
  getQueryService(options?: CallOptions): Promise<ObjectProxy | null>;
  getRenderingSettingsService(options?: CallOptions): Promise<ObjectProxy | null>;
  getRepositoryInfoService(options?: CallOptions): Promise<ObjectProxy | null>;
  getRoiService(options?: CallOptions): Promise<ObjectProxy | null>;
  getScriptService(options?: CallOptions): Promise<ObjectProxy | null>;
  getSessionService(options?: CallOptions): Promise<ObjectProxy | null>;
  getShareService(options?: CallOptions): Promise<ObjectProxy | null>;
  getTimelineService(options?: CallOptions): Promise<ObjectProxy | null>;
  getTypesService(options?: CallOptions): Promise<ObjectProxy | null>;
  getUpdateService(options?: CallOptions): Promise<ObjectProxy | null>;
  getMetadataService(options?: CallOptions): Promise<ObjectProxy | null>;
  createExporter(options?: CallOptions): Promise<ObjectProxy | null>;
  createJobHandle(options?: CallOptions): Promise<ObjectProxy | null>;
  createRawFileStore(options?: CallOptions): Promise<ObjectProxy | null>;
  createRawPixelsStore(options?: CallOptions): Promise<ObjectProxy | null>;
  createRenderingEngine(options?: CallOptions): Promise<ObjectProxy | null>;
  createSearchService(options?: CallOptions): Promise<ObjectProxy | null>;
  createThumbnailStore(options?: CallOptions): Promise<ObjectProxy | null>;
  sharedResources(options?: CallOptions): Promise<ObjectProxy | null>;
  getByName(name: string, options?: CallOptions): Promise<ObjectProxy | null>;
  createByName(name: string, options?: CallOptions): Promise<ObjectProxy | null>;
  subscribe(topicName: string, prx: ObjectProxy | null, options?: CallOptions): Promise<void>;
  setCallback(callback: ObjectProxy | null, options?: CallOptions): Promise<void>;
  closeOnDestroy(options?: CallOptions): Promise<void>;
  detachOnDestroy(options?: CallOptions): Promise<void>;
  activeServices(options?: CallOptions): Promise<readonly (string)[]>;
  keepAllAlive(proxies: readonly (ObjectProxy | null)[], options?: CallOptions): Promise<Long>;
  keepAlive(proxy: ObjectProxy | null, options?: CallOptions): Promise<boolean>;
}

/** `::omero::api::ServiceInterface` */
export interface ServiceInterface {
}

/** `::omero::api::StatefulServiceInterface` */
export interface StatefulServiceInterface extends ServiceInterface {
  passivate(options?: CallOptions): Promise<void>;
  activate(options?: CallOptions): Promise<void>;
  close(options?: CallOptions): Promise<void>;
  getCurrentEventContext(options?: CallOptions): Promise<EventContext | null>;
}

export interface CmdChgrp2 extends CmdGraphModify2 {
  readonly $type: "::omero::cmd::Chgrp2";
  readonly groupId?: Long;
}

export interface CmdChgrp2Response extends CmdOK {
  readonly $type: "::omero::cmd::Chgrp2Response";
  readonly includedObjects?: ReadonlyMap<string, readonly (Long)[]>;
  readonly deletedObjects?: ReadonlyMap<string, readonly (Long)[]>;
}

/** `::omero::cmd::CmdCallback` */
export interface CmdCmdCallback {
  step(complete: number, total: number, options?: CallOptions): Promise<void>;
  finished(rsp: CmdResponse | null, s: CmdStatus | null, options?: CallOptions): Promise<void>;
}

export interface CmdDelete2 extends CmdGraphModify2 {
  readonly $type: "::omero::cmd::Delete2";
  readonly typesToIgnore?: readonly (string)[];
}

export interface CmdDelete2Response extends CmdOK {
  readonly $type: "::omero::cmd::Delete2Response";
  readonly deletedObjects?: ReadonlyMap<string, readonly (Long)[]>;
}

export interface CmdDiskUsage2 extends CmdGraphQuery {
  readonly $type: "::omero::cmd::DiskUsage2";
  readonly targetClasses?: readonly (string)[];
}

export interface CmdDiskUsage2Response extends CmdOK {
  readonly $type: "::omero::cmd::DiskUsage2Response";
  readonly fileCountByReferer?: ReadonlyMap<LongPair, ReadonlyMap<string, number>>;
  readonly bytesUsedByReferer?: ReadonlyMap<LongPair, ReadonlyMap<string, Long>>;
  readonly totalFileCount?: ReadonlyMap<LongPair, number>;
  readonly totalBytesUsed?: ReadonlyMap<LongPair, Long>;
}

export interface CmdDoAll extends CmdRequest {
  readonly $type: "::omero::cmd::DoAll";
  readonly requests?: readonly (CmdRequest | null)[];
  readonly contexts?: readonly (ReadonlyMap<string, string>)[];
}

export interface CmdDoAllRsp extends CmdOK {
  readonly $type: "::omero::cmd::DoAllRsp";
  readonly responses?: readonly (CmdResponse | null)[];
  readonly status?: readonly (CmdStatus | null)[];
}

export interface CmdERR extends CmdResponse {
  readonly $type: string;
  readonly category?: string;
  readonly name?: string;
  readonly parameters?: ReadonlyMap<string, string>;
}

export interface CmdGraphException extends CmdERR {
  readonly $type: "::omero::cmd::GraphException";
  readonly message?: string;
}

export interface CmdGraphModify2 extends CmdGraphQuery {
  readonly $type: string;
  readonly childOptions?: readonly (GraphsChildOption | null)[];
  readonly dryRun?: boolean;
}

export interface CmdGraphQuery extends CmdRequest {
  readonly $type: string;
  readonly targetObjects?: ReadonlyMap<string, readonly (Long)[]>;
}

/** `::omero::cmd::Handle` */
export interface CmdHandle {
  addCallback(cb: ObjectProxy | null, options?: CallOptions): Promise<void>;
  removeCallback(cb: ObjectProxy | null, options?: CallOptions): Promise<void>;
  getRequest(options?: CallOptions): Promise<CmdRequest | null>;
  getResponse(options?: CallOptions): Promise<CmdResponse | null>;
  getStatus(options?: CallOptions): Promise<CmdStatus | null>;
  cancel(options?: CallOptions): Promise<boolean>;
  close(options?: CallOptions): Promise<void>;
}

export interface CmdOK extends CmdResponse {
  readonly $type: string;
}

export interface CmdRequest {
  readonly $type: string;
}

export interface CmdResponse {
  readonly $type: string;
}

/** `::omero::cmd::Session` */
export interface CmdSession extends Glacier2Session {
  submit(req: CmdRequest | null, options?: CallOptions): Promise<ObjectProxy | null>;
}

export interface CmdStatus {
  readonly $type: "::omero::cmd::Status";
  readonly source?: ObjectProxy | null;
  readonly category?: string;
  readonly name?: string;
  readonly flags?: readonly (CmdState)[];
  readonly parameters?: ReadonlyMap<string, string>;
  readonly currentStep?: number;
  readonly steps?: number;
  readonly startTime?: Long;
  readonly stepStartTimes?: readonly (Long)[];
  readonly stepStopTimes?: readonly (Long)[];
  readonly stopTime?: Long;
}

export interface GraphsChildOption {
  readonly $type: "::omero::cmd::graphs::ChildOption";
  readonly includeType?: readonly (string)[];
  readonly excludeType?: readonly (string)[];
  readonly includeNs?: readonly (string)[];
  readonly excludeNs?: readonly (string)[];
}

export interface GridImportSettings {
  readonly $type: "::omero::grid::ImportSettings";
  readonly userSpecifiedTarget?: IObject | null;
  readonly userSpecifiedName?: RString | null;
  readonly userSpecifiedDescription?: RString | null;
  readonly userSpecifiedPixels?: readonly (number)[];
  readonly userSpecifiedAnnotationList?: readonly (Annotation | null)[];
  readonly doThumbnails?: RBool | null;
  readonly noStatsInfo?: RBool | null;
  readonly checksumAlgorithm?: ChecksumAlgorithm | null;
}

/** `::omero::grid::ManagedRepository` */
export interface GridManagedRepository extends GridRepository {
  importFileset(fs: Fileset | null, settings: GridImportSettings | null, options?: CallOptions): Promise<ObjectProxy | null>;
  importPaths(filePaths: readonly (string)[], options?: CallOptions): Promise<ObjectProxy | null>;
  listImports(options?: CallOptions): Promise<readonly (ObjectProxy | null)[]>;
  listChecksumAlgorithms(options?: CallOptions): Promise<readonly (ChecksumAlgorithm | null)[]>;
  suggestChecksumAlgorithm(supported: readonly (ChecksumAlgorithm | null)[], options?: CallOptions): Promise<ChecksumAlgorithm | null>;
  verifyChecksums(ids: readonly (Long)[], options?: CallOptions): Promise<readonly (Long)[]>;
  setChecksumAlgorithm(hasher: ChecksumAlgorithm | null, ids: readonly (Long)[], options?: CallOptions): Promise<readonly (Long)[]>;
}

/** `::omero::grid::Repository` */
export interface GridRepository {
  root(options?: CallOptions): Promise<OriginalFile | null>;
  mimetype(path: string, options?: CallOptions): Promise<string>;
  list(path: string, options?: CallOptions): Promise<readonly (string)[]>;
  listFiles(path: string, options?: CallOptions): Promise<readonly (OriginalFile | null)[]>;
  register(path: string, mimetype: RString | null, options?: CallOptions): Promise<OriginalFile | null>;
  file(path: string, mode: string, options?: CallOptions): Promise<ObjectProxy | null>;
  fileById(id: Long, options?: CallOptions): Promise<ObjectProxy | null>;
  fileExists(path: string, options?: CallOptions): Promise<boolean>;
  makeDir(path: string, parents: boolean, options?: CallOptions): Promise<void>;
  treeList(path: string, options?: CallOptions): Promise<RMap | null>;
  deletePaths(paths: readonly (string)[], recursively: boolean, force: boolean, options?: CallOptions): Promise<ObjectProxy | null>;
}

/** `::omero::grid::SharedResources` */
export interface GridSharedResources {
  acquireProcessor(job: Job | null, seconds: number, options?: CallOptions): Promise<ObjectProxy | null>;
  addProcessor(proc: ObjectProxy | null, options?: CallOptions): Promise<void>;
  removeProcessor(proc: ObjectProxy | null, options?: CallOptions): Promise<void>;
  repositories(options?: CallOptions): Promise<GridRepositoryMap>;
  getScriptRepository(options?: CallOptions): Promise<ObjectProxy | null>;
  areTablesEnabled(options?: CallOptions): Promise<boolean>;
  newTable(repoId: Long, path: string, options?: CallOptions): Promise<ObjectProxy | null>;
  openTable(file: OriginalFile | null, options?: CallOptions): Promise<ObjectProxy | null>;
}

export interface AcquisitionMode extends IObject {
  readonly $type: "::omero::model::AcquisitionMode";
  readonly value?: RString | null;
}

export interface AdminPrivilege extends IObject {
  readonly $type: "::omero::model::AdminPrivilege";
  readonly value?: RString | null;
}

export interface AffineTransform extends IObject {
  readonly $type: "::omero::model::AffineTransform";
  readonly version?: RInt | null;
  readonly a00?: RDouble | null;
  readonly a10?: RDouble | null;
  readonly a01?: RDouble | null;
  readonly a11?: RDouble | null;
  readonly a02?: RDouble | null;
  readonly a12?: RDouble | null;
}

export interface Annotation extends IObject {
  readonly $type: string;
  readonly version?: RInt | null;
  readonly ns?: RString | null;
  readonly name?: RString | null;
  readonly description?: RString | null;
  readonly annotationLinksSeq?: readonly (AnnotationAnnotationLink | null)[];
  readonly annotationLinksLoaded?: boolean;
  readonly annotationLinksCountPerOwner?: ReadonlyMap<Long, Long>;
}

export interface AnnotationAnnotationLink extends IObject {
  readonly $type: "::omero::model::AnnotationAnnotationLink";
  readonly version?: RInt | null;
  readonly parent?: Annotation | null;
  readonly child?: Annotation | null;
}

export interface BasicAnnotation extends Annotation {
  readonly $type: string;
}

export interface Binning extends IObject {
  readonly $type: "::omero::model::Binning";
  readonly value?: RString | null;
}

export interface BooleanAnnotation extends BasicAnnotation {
  readonly $type: "::omero::model::BooleanAnnotation";
  readonly boolValue?: RBool | null;
}

export interface Channel extends IObject {
  readonly $type: "::omero::model::Channel";
  readonly version?: RInt | null;
  readonly statsInfo?: StatsInfo | null;
  readonly red?: RInt | null;
  readonly green?: RInt | null;
  readonly blue?: RInt | null;
  readonly alpha?: RInt | null;
  readonly lookupTable?: RString | null;
  readonly logicalChannel?: LogicalChannel | null;
  readonly pixels?: Pixels | null;
  readonly annotationLinksSeq?: readonly (ChannelAnnotationLink | null)[];
  readonly annotationLinksLoaded?: boolean;
  readonly annotationLinksCountPerOwner?: ReadonlyMap<Long, Long>;
}

export interface ChannelAnnotationLink extends IObject {
  readonly $type: "::omero::model::ChannelAnnotationLink";
  readonly version?: RInt | null;
  readonly parent?: Channel | null;
  readonly child?: Annotation | null;
}

export interface ChannelBinding extends IObject {
  readonly $type: "::omero::model::ChannelBinding";
  readonly version?: RInt | null;
  readonly renderingDef?: RenderingDef | null;
  readonly family?: Family | null;
  readonly coefficient?: RDouble | null;
  readonly inputStart?: RDouble | null;
  readonly inputEnd?: RDouble | null;
  readonly active?: RBool | null;
  readonly noiseReduction?: RBool | null;
  readonly red?: RInt | null;
  readonly green?: RInt | null;
  readonly blue?: RInt | null;
  readonly alpha?: RInt | null;
  readonly lookupTable?: RString | null;
  readonly spatialDomainEnhancementSeq?: readonly (CodomainMapContext | null)[];
  readonly spatialDomainEnhancementLoaded?: boolean;
}

export interface ChecksumAlgorithm extends IObject {
  readonly $type: "::omero::model::ChecksumAlgorithm";
  readonly value?: RString | null;
}

export interface CodomainMapContext extends IObject {
  readonly $type: "::omero::model::CodomainMapContext";
  readonly version?: RInt | null;
  readonly channelBinding?: ChannelBinding | null;
}

export interface CommentAnnotation extends TextAnnotation {
  readonly $type: "::omero::model::CommentAnnotation";
}

export interface ContrastMethod extends IObject {
  readonly $type: "::omero::model::ContrastMethod";
  readonly value?: RString | null;
}

export interface Correction extends IObject {
  readonly $type: "::omero::model::Correction";
  readonly value?: RString | null;
}

export interface Dataset extends IObject {
  readonly $type: "::omero::model::Dataset";
  readonly version?: RInt | null;
  readonly projectLinksSeq?: readonly (ProjectDatasetLink | null)[];
  readonly projectLinksLoaded?: boolean;
  readonly projectLinksCountPerOwner?: ReadonlyMap<Long, Long>;
  readonly imageLinksSeq?: readonly (DatasetImageLink | null)[];
  readonly imageLinksLoaded?: boolean;
  readonly imageLinksCountPerOwner?: ReadonlyMap<Long, Long>;
  readonly annotationLinksSeq?: readonly (DatasetAnnotationLink | null)[];
  readonly annotationLinksLoaded?: boolean;
  readonly annotationLinksCountPerOwner?: ReadonlyMap<Long, Long>;
  readonly name?: RString | null;
  readonly description?: RString | null;
}

export interface DatasetAnnotationLink extends IObject {
  readonly $type: "::omero::model::DatasetAnnotationLink";
  readonly version?: RInt | null;
  readonly parent?: Dataset | null;
  readonly child?: Annotation | null;
}

export interface DatasetImageLink extends IObject {
  readonly $type: "::omero::model::DatasetImageLink";
  readonly version?: RInt | null;
  readonly parent?: Dataset | null;
  readonly child?: Image | null;
}

export interface Details {
  readonly $type: "::omero::model::Details";
  readonly owner?: Experimenter | null;
  readonly group?: ExperimenterGroup | null;
  readonly creationEvent?: Event | null;
  readonly updateEvent?: Event | null;
  readonly permissions?: Permissions | null;
  readonly externalInfo?: ExternalInfo | null;
  readonly call?: ReadonlyMap<string, string>;
  readonly event?: EventContext | null;
}

export interface Detector extends IObject {
  readonly $type: "::omero::model::Detector";
  readonly version?: RInt | null;
  readonly manufacturer?: RString | null;
  readonly model?: RString | null;
  readonly lotNumber?: RString | null;
  readonly serialNumber?: RString | null;
  readonly voltage?: ElectricPotential | null;
  readonly gain?: RDouble | null;
  readonly offsetValue?: RDouble | null;
  readonly zoom?: RDouble | null;
  readonly amplificationGain?: RDouble | null;
  readonly type?: DetectorType | null;
  readonly instrument?: Instrument | null;
  readonly annotationLinksSeq?: readonly (DetectorAnnotationLink | null)[];
  readonly annotationLinksLoaded?: boolean;
  readonly annotationLinksCountPerOwner?: ReadonlyMap<Long, Long>;
}

export interface DetectorAnnotationLink extends IObject {
  readonly $type: "::omero::model::DetectorAnnotationLink";
  readonly version?: RInt | null;
  readonly parent?: Detector | null;
  readonly child?: Annotation | null;
}

export interface DetectorSettings extends IObject {
  readonly $type: "::omero::model::DetectorSettings";
  readonly version?: RInt | null;
  readonly voltage?: ElectricPotential | null;
  readonly gain?: RDouble | null;
  readonly offsetValue?: RDouble | null;
  readonly readOutRate?: Frequency | null;
  readonly binning?: Binning | null;
  readonly integration?: RInt | null;
  readonly zoom?: RDouble | null;
  readonly detector?: Detector | null;
}

export interface DetectorType extends IObject {
  readonly $type: "::omero::model::DetectorType";
  readonly value?: RString | null;
}

export interface Dichroic extends IObject {
  readonly $type: "::omero::model::Dichroic";
  readonly version?: RInt | null;
  readonly manufacturer?: RString | null;
  readonly model?: RString | null;
  readonly lotNumber?: RString | null;
  readonly serialNumber?: RString | null;
  readonly instrument?: Instrument | null;
  readonly annotationLinksSeq?: readonly (DichroicAnnotationLink | null)[];
  readonly annotationLinksLoaded?: boolean;
  readonly annotationLinksCountPerOwner?: ReadonlyMap<Long, Long>;
}

export interface DichroicAnnotationLink extends IObject {
  readonly $type: "::omero::model::DichroicAnnotationLink";
  readonly version?: RInt | null;
  readonly parent?: Dichroic | null;
  readonly child?: Annotation | null;
}

export interface DimensionOrder extends IObject {
  readonly $type: "::omero::model::DimensionOrder";
  readonly value?: RString | null;
}

export interface DoubleAnnotation extends NumericAnnotation {
  readonly $type: "::omero::model::DoubleAnnotation";
  readonly doubleValue?: RDouble | null;
}

export interface ElectricPotential {
  readonly $type: "::omero::model::ElectricPotential";
  readonly value?: number;
  readonly unit?: UnitsElectricPotential;
}

export interface Event extends IObject {
  readonly $type: "::omero::model::Event";
  readonly status?: RString | null;
  readonly time?: RTime | null;
  readonly experimenter?: Experimenter | null;
  readonly experimenterGroup?: ExperimenterGroup | null;
  readonly type?: EventType | null;
  readonly containingEvent?: Event | null;
  readonly logsSeq?: readonly (EventLog | null)[];
  readonly logsLoaded?: boolean;
  readonly session?: Session | null;
}

export interface EventLog extends IObject {
  readonly $type: "::omero::model::EventLog";
  readonly entityId?: RLong | null;
  readonly entityType?: RString | null;
  readonly action?: RString | null;
  readonly event?: Event | null;
}

export interface EventType extends IObject {
  readonly $type: "::omero::model::EventType";
  readonly value?: RString | null;
}

export interface Experiment extends IObject {
  readonly $type: "::omero::model::Experiment";
  readonly version?: RInt | null;
  readonly type?: ExperimentType | null;
  readonly microbeamManipulationSeq?: readonly (MicrobeamManipulation | null)[];
  readonly microbeamManipulationLoaded?: boolean;
  readonly description?: RString | null;
}

export interface ExperimentType extends IObject {
  readonly $type: "::omero::model::ExperimentType";
  readonly value?: RString | null;
}

export interface Experimenter extends IObject {
  readonly $type: "::omero::model::Experimenter";
  readonly version?: RInt | null;
  readonly groupExperimenterMapSeq?: readonly (GroupExperimenterMap | null)[];
  readonly groupExperimenterMapLoaded?: boolean;
  readonly omeName?: RString | null;
  readonly firstName?: RString | null;
  readonly middleName?: RString | null;
  readonly lastName?: RString | null;
  readonly institution?: RString | null;
  readonly ldap?: RBool | null;
  readonly email?: RString | null;
  readonly config?: readonly (NamedValue | null)[];
  readonly annotationLinksSeq?: readonly (ExperimenterAnnotationLink | null)[];
  readonly annotationLinksLoaded?: boolean;
  readonly annotationLinksCountPerOwner?: ReadonlyMap<Long, Long>;
}

export interface ExperimenterAnnotationLink extends IObject {
  readonly $type: "::omero::model::ExperimenterAnnotationLink";
  readonly version?: RInt | null;
  readonly parent?: Experimenter | null;
  readonly child?: Annotation | null;
}

export interface ExperimenterGroup extends IObject {
  readonly $type: "::omero::model::ExperimenterGroup";
  readonly version?: RInt | null;
  readonly name?: RString | null;
  readonly ldap?: RBool | null;
  readonly groupExperimenterMapSeq?: readonly (GroupExperimenterMap | null)[];
  readonly groupExperimenterMapLoaded?: boolean;
  readonly config?: readonly (NamedValue | null)[];
  readonly annotationLinksSeq?: readonly (ExperimenterGroupAnnotationLink | null)[];
  readonly annotationLinksLoaded?: boolean;
  readonly annotationLinksCountPerOwner?: ReadonlyMap<Long, Long>;
  readonly description?: RString | null;
}

export interface ExperimenterGroupAnnotationLink extends IObject {
  readonly $type: "::omero::model::ExperimenterGroupAnnotationLink";
  readonly version?: RInt | null;
  readonly parent?: ExperimenterGroup | null;
  readonly child?: Annotation | null;
}

export interface ExternalInfo extends IObject {
  readonly $type: "::omero::model::ExternalInfo";
  readonly entityId?: RLong | null;
  readonly entityType?: RString | null;
  readonly lsid?: RString | null;
  readonly uuid?: RString | null;
}

export interface Family extends IObject {
  readonly $type: "::omero::model::Family";
  readonly value?: RString | null;
}

export interface FileAnnotation extends TypeAnnotation {
  readonly $type: "::omero::model::FileAnnotation";
  readonly file?: OriginalFile | null;
}

export interface Fileset extends IObject {
  readonly $type: "::omero::model::Fileset";
  readonly version?: RInt | null;
  readonly usedFilesSeq?: readonly (FilesetEntry | null)[];
  readonly usedFilesLoaded?: boolean;
  readonly imagesSeq?: readonly (Image | null)[];
  readonly imagesLoaded?: boolean;
  readonly jobLinksSeq?: readonly (FilesetJobLink | null)[];
  readonly jobLinksLoaded?: boolean;
  readonly jobLinksCountPerOwner?: ReadonlyMap<Long, Long>;
  readonly templatePrefix?: RString | null;
  readonly annotationLinksSeq?: readonly (FilesetAnnotationLink | null)[];
  readonly annotationLinksLoaded?: boolean;
  readonly annotationLinksCountPerOwner?: ReadonlyMap<Long, Long>;
}

export interface FilesetAnnotationLink extends IObject {
  readonly $type: "::omero::model::FilesetAnnotationLink";
  readonly version?: RInt | null;
  readonly parent?: Fileset | null;
  readonly child?: Annotation | null;
}

export interface FilesetEntry extends IObject {
  readonly $type: "::omero::model::FilesetEntry";
  readonly version?: RInt | null;
  readonly fileset?: Fileset | null;
  readonly originalFile?: OriginalFile | null;
  readonly clientPath?: RString | null;
}

export interface FilesetJobLink extends IObject {
  readonly $type: "::omero::model::FilesetJobLink";
  readonly version?: RInt | null;
  readonly parent?: Fileset | null;
  readonly child?: Job | null;
}

export interface Filter extends IObject {
  readonly $type: "::omero::model::Filter";
  readonly version?: RInt | null;
  readonly manufacturer?: RString | null;
  readonly model?: RString | null;
  readonly lotNumber?: RString | null;
  readonly serialNumber?: RString | null;
  readonly filterWheel?: RString | null;
  readonly type?: FilterType | null;
  readonly transmittanceRange?: TransmittanceRange | null;
  readonly instrument?: Instrument | null;
  readonly excitationFilterLinkSeq?: readonly (FilterSetExcitationFilterLink | null)[];
  readonly excitationFilterLinkLoaded?: boolean;
  readonly excitationFilterLinkCountPerOwner?: ReadonlyMap<Long, Long>;
  readonly emissionFilterLinkSeq?: readonly (FilterSetEmissionFilterLink | null)[];
  readonly emissionFilterLinkLoaded?: boolean;
  readonly emissionFilterLinkCountPerOwner?: ReadonlyMap<Long, Long>;
  readonly annotationLinksSeq?: readonly (FilterAnnotationLink | null)[];
  readonly annotationLinksLoaded?: boolean;
  readonly annotationLinksCountPerOwner?: ReadonlyMap<Long, Long>;
}

export interface FilterAnnotationLink extends IObject {
  readonly $type: "::omero::model::FilterAnnotationLink";
  readonly version?: RInt | null;
  readonly parent?: Filter | null;
  readonly child?: Annotation | null;
}

export interface FilterSet extends IObject {
  readonly $type: "::omero::model::FilterSet";
  readonly version?: RInt | null;
  readonly manufacturer?: RString | null;
  readonly model?: RString | null;
  readonly lotNumber?: RString | null;
  readonly serialNumber?: RString | null;
  readonly instrument?: Instrument | null;
  readonly excitationFilterLinkSeq?: readonly (FilterSetExcitationFilterLink | null)[];
  readonly excitationFilterLinkLoaded?: boolean;
  readonly excitationFilterLinkCountPerOwner?: ReadonlyMap<Long, Long>;
  readonly dichroic?: Dichroic | null;
  readonly emissionFilterLinkSeq?: readonly (FilterSetEmissionFilterLink | null)[];
  readonly emissionFilterLinkLoaded?: boolean;
  readonly emissionFilterLinkCountPerOwner?: ReadonlyMap<Long, Long>;
}

export interface FilterSetEmissionFilterLink extends IObject {
  readonly $type: "::omero::model::FilterSetEmissionFilterLink";
  readonly version?: RInt | null;
  readonly parent?: FilterSet | null;
  readonly child?: Filter | null;
}

export interface FilterSetExcitationFilterLink extends IObject {
  readonly $type: "::omero::model::FilterSetExcitationFilterLink";
  readonly version?: RInt | null;
  readonly parent?: FilterSet | null;
  readonly child?: Filter | null;
}

export interface FilterType extends IObject {
  readonly $type: "::omero::model::FilterType";
  readonly value?: RString | null;
}

export interface Folder extends IObject {
  readonly $type: "::omero::model::Folder";
  readonly version?: RInt | null;
  readonly childFoldersSeq?: readonly (Folder | null)[];
  readonly childFoldersLoaded?: boolean;
  readonly parentFolder?: Folder | null;
  readonly imageLinksSeq?: readonly (FolderImageLink | null)[];
  readonly imageLinksLoaded?: boolean;
  readonly imageLinksCountPerOwner?: ReadonlyMap<Long, Long>;
  readonly roiLinksSeq?: readonly (FolderRoiLink | null)[];
  readonly roiLinksLoaded?: boolean;
  readonly roiLinksCountPerOwner?: ReadonlyMap<Long, Long>;
  readonly annotationLinksSeq?: readonly (FolderAnnotationLink | null)[];
  readonly annotationLinksLoaded?: boolean;
  readonly annotationLinksCountPerOwner?: ReadonlyMap<Long, Long>;
  readonly name?: RString | null;
  readonly description?: RString | null;
}

export interface FolderAnnotationLink extends IObject {
  readonly $type: "::omero::model::FolderAnnotationLink";
  readonly version?: RInt | null;
  readonly parent?: Folder | null;
  readonly child?: Annotation | null;
}

export interface FolderImageLink extends IObject {
  readonly $type: "::omero::model::FolderImageLink";
  readonly version?: RInt | null;
  readonly parent?: Folder | null;
  readonly child?: Image | null;
}

export interface FolderRoiLink extends IObject {
  readonly $type: "::omero::model::FolderRoiLink";
  readonly version?: RInt | null;
  readonly parent?: Folder | null;
  readonly child?: Roi | null;
}

export interface Format extends IObject {
  readonly $type: "::omero::model::Format";
  readonly value?: RString | null;
}

export interface Frequency {
  readonly $type: "::omero::model::Frequency";
  readonly value?: number;
  readonly unit?: UnitsFrequency;
}

export interface GroupExperimenterMap extends IObject {
  readonly $type: "::omero::model::GroupExperimenterMap";
  readonly version?: RInt | null;
  readonly parent?: ExperimenterGroup | null;
  readonly child?: Experimenter | null;
  readonly owner?: RBool | null;
}

export interface IObject {
  readonly $type: string;
  readonly id?: RLong | null;
  readonly details?: Details | null;
  readonly loaded?: boolean;
}

export interface Illumination extends IObject {
  readonly $type: "::omero::model::Illumination";
  readonly value?: RString | null;
}

export interface Image extends IObject {
  readonly $type: "::omero::model::Image";
  readonly version?: RInt | null;
  readonly series?: RInt | null;
  readonly acquisitionDate?: RTime | null;
  readonly archived?: RBool | null;
  readonly partial?: RBool | null;
  readonly format?: Format | null;
  readonly imagingEnvironment?: ImagingEnvironment | null;
  readonly objectiveSettings?: ObjectiveSettings | null;
  readonly instrument?: Instrument | null;
  readonly stageLabel?: StageLabel | null;
  readonly experiment?: Experiment | null;
  readonly pixelsSeq?: readonly (Pixels | null)[];
  readonly pixelsLoaded?: boolean;
  readonly wellSamplesSeq?: readonly (WellSample | null)[];
  readonly wellSamplesLoaded?: boolean;
  readonly roisSeq?: readonly (Roi | null)[];
  readonly roisLoaded?: boolean;
  readonly datasetLinksSeq?: readonly (DatasetImageLink | null)[];
  readonly datasetLinksLoaded?: boolean;
  readonly datasetLinksCountPerOwner?: ReadonlyMap<Long, Long>;
  readonly folderLinksSeq?: readonly (FolderImageLink | null)[];
  readonly folderLinksLoaded?: boolean;
  readonly folderLinksCountPerOwner?: ReadonlyMap<Long, Long>;
  readonly fileset?: Fileset | null;
  readonly annotationLinksSeq?: readonly (ImageAnnotationLink | null)[];
  readonly annotationLinksLoaded?: boolean;
  readonly annotationLinksCountPerOwner?: ReadonlyMap<Long, Long>;
  readonly name?: RString | null;
  readonly description?: RString | null;
}

export interface ImageAnnotationLink extends IObject {
  readonly $type: "::omero::model::ImageAnnotationLink";
  readonly version?: RInt | null;
  readonly parent?: Image | null;
  readonly child?: Annotation | null;
}

export interface ImagingEnvironment extends IObject {
  readonly $type: "::omero::model::ImagingEnvironment";
  readonly version?: RInt | null;
  readonly temperature?: Temperature | null;
  readonly airPressure?: Pressure | null;
  readonly humidity?: RDouble | null;
  readonly co2percent?: RDouble | null;
  readonly map?: readonly (NamedValue | null)[];
}

export interface Immersion extends IObject {
  readonly $type: "::omero::model::Immersion";
  readonly value?: RString | null;
}

export interface Instrument extends IObject {
  readonly $type: "::omero::model::Instrument";
  readonly version?: RInt | null;
  readonly microscope?: Microscope | null;
  readonly detectorSeq?: readonly (Detector | null)[];
  readonly detectorLoaded?: boolean;
  readonly objectiveSeq?: readonly (Objective | null)[];
  readonly objectiveLoaded?: boolean;
  readonly lightSourceSeq?: readonly (LightSource | null)[];
  readonly lightSourceLoaded?: boolean;
  readonly filterSeq?: readonly (Filter | null)[];
  readonly filterLoaded?: boolean;
  readonly dichroicSeq?: readonly (Dichroic | null)[];
  readonly dichroicLoaded?: boolean;
  readonly filterSetSeq?: readonly (FilterSet | null)[];
  readonly filterSetLoaded?: boolean;
  readonly otfSeq?: readonly (OTF | null)[];
  readonly otfLoaded?: boolean;
  readonly annotationLinksSeq?: readonly (InstrumentAnnotationLink | null)[];
  readonly annotationLinksLoaded?: boolean;
  readonly annotationLinksCountPerOwner?: ReadonlyMap<Long, Long>;
}

export interface InstrumentAnnotationLink extends IObject {
  readonly $type: "::omero::model::InstrumentAnnotationLink";
  readonly version?: RInt | null;
  readonly parent?: Instrument | null;
  readonly child?: Annotation | null;
}

export interface Job extends IObject {
  readonly $type: string;
  readonly version?: RInt | null;
  readonly username?: RString | null;
  readonly groupname?: RString | null;
  readonly type?: RString | null;
  readonly message?: RString | null;
  readonly status?: JobStatus | null;
  readonly submitted?: RTime | null;
  readonly scheduledFor?: RTime | null;
  readonly started?: RTime | null;
  readonly finished?: RTime | null;
  readonly originalFileLinksSeq?: readonly (JobOriginalFileLink | null)[];
  readonly originalFileLinksLoaded?: boolean;
  readonly originalFileLinksCountPerOwner?: ReadonlyMap<Long, Long>;
}

export interface JobOriginalFileLink extends IObject {
  readonly $type: "::omero::model::JobOriginalFileLink";
  readonly version?: RInt | null;
  readonly parent?: Job | null;
  readonly child?: OriginalFile | null;
}

export interface JobStatus extends IObject {
  readonly $type: "::omero::model::JobStatus";
  readonly value?: RString | null;
}

export interface Length {
  readonly $type: "::omero::model::Length";
  readonly value?: number;
  readonly unit?: UnitsLength;
}

export interface LightPath extends IObject {
  readonly $type: "::omero::model::LightPath";
  readonly version?: RInt | null;
  readonly excitationFilterLinkSeq?: readonly (LightPathExcitationFilterLink | null)[];
  readonly excitationFilterLinkLoaded?: boolean;
  readonly excitationFilterLinkCountPerOwner?: ReadonlyMap<Long, Long>;
  readonly dichroic?: Dichroic | null;
  readonly emissionFilterLinkSeq?: readonly (LightPathEmissionFilterLink | null)[];
  readonly emissionFilterLinkLoaded?: boolean;
  readonly emissionFilterLinkCountPerOwner?: ReadonlyMap<Long, Long>;
  readonly annotationLinksSeq?: readonly (LightPathAnnotationLink | null)[];
  readonly annotationLinksLoaded?: boolean;
  readonly annotationLinksCountPerOwner?: ReadonlyMap<Long, Long>;
}

export interface LightPathAnnotationLink extends IObject {
  readonly $type: "::omero::model::LightPathAnnotationLink";
  readonly version?: RInt | null;
  readonly parent?: LightPath | null;
  readonly child?: Annotation | null;
}

export interface LightPathEmissionFilterLink extends IObject {
  readonly $type: "::omero::model::LightPathEmissionFilterLink";
  readonly version?: RInt | null;
  readonly parent?: LightPath | null;
  readonly child?: Filter | null;
}

export interface LightPathExcitationFilterLink extends IObject {
  readonly $type: "::omero::model::LightPathExcitationFilterLink";
  readonly version?: RInt | null;
  readonly parent?: LightPath | null;
  readonly child?: Filter | null;
}

export interface LightSettings extends IObject {
  readonly $type: "::omero::model::LightSettings";
  readonly version?: RInt | null;
  readonly attenuation?: RDouble | null;
  readonly wavelength?: Length | null;
  readonly lightSource?: LightSource | null;
  readonly microbeamManipulation?: MicrobeamManipulation | null;
}

export interface LightSource extends IObject {
  readonly $type: "::omero::model::LightSource";
  readonly version?: RInt | null;
  readonly manufacturer?: RString | null;
  readonly model?: RString | null;
  readonly power?: Power | null;
  readonly lotNumber?: RString | null;
  readonly serialNumber?: RString | null;
  readonly instrument?: Instrument | null;
  readonly annotationLinksSeq?: readonly (LightSourceAnnotationLink | null)[];
  readonly annotationLinksLoaded?: boolean;
  readonly annotationLinksCountPerOwner?: ReadonlyMap<Long, Long>;
}

export interface LightSourceAnnotationLink extends IObject {
  readonly $type: "::omero::model::LightSourceAnnotationLink";
  readonly version?: RInt | null;
  readonly parent?: LightSource | null;
  readonly child?: Annotation | null;
}

export interface ListAnnotation extends Annotation {
  readonly $type: "::omero::model::ListAnnotation";
}

export interface LogicalChannel extends IObject {
  readonly $type: "::omero::model::LogicalChannel";
  readonly version?: RInt | null;
  readonly name?: RString | null;
  readonly pinHoleSize?: Length | null;
  readonly illumination?: Illumination | null;
  readonly contrastMethod?: ContrastMethod | null;
  readonly excitationWave?: Length | null;
  readonly emissionWave?: Length | null;
  readonly fluor?: RString | null;
  readonly ndFilter?: RDouble | null;
  readonly otf?: OTF | null;
  readonly detectorSettings?: DetectorSettings | null;
  readonly lightSourceSettings?: LightSettings | null;
  readonly filterSet?: FilterSet | null;
  readonly samplesPerPixel?: RInt | null;
  readonly photometricInterpretation?: PhotometricInterpretation | null;
  readonly mode?: AcquisitionMode | null;
  readonly pockelCellSetting?: RInt | null;
  readonly channelsSeq?: readonly (Channel | null)[];
  readonly channelsLoaded?: boolean;
  readonly lightPath?: LightPath | null;
}

export interface LongAnnotation extends NumericAnnotation {
  readonly $type: "::omero::model::LongAnnotation";
  readonly longValue?: RLong | null;
}

export interface MapAnnotation extends Annotation {
  readonly $type: "::omero::model::MapAnnotation";
  readonly mapValue?: readonly (NamedValue | null)[];
}

export interface Medium extends IObject {
  readonly $type: "::omero::model::Medium";
  readonly value?: RString | null;
}

export interface MicrobeamManipulation extends IObject {
  readonly $type: "::omero::model::MicrobeamManipulation";
  readonly version?: RInt | null;
  readonly type?: MicrobeamManipulationType | null;
  readonly lightSourceSettingsSeq?: readonly (LightSettings | null)[];
  readonly lightSourceSettingsLoaded?: boolean;
  readonly experiment?: Experiment | null;
  readonly description?: RString | null;
}

export interface MicrobeamManipulationType extends IObject {
  readonly $type: "::omero::model::MicrobeamManipulationType";
  readonly value?: RString | null;
}

export interface Microscope extends IObject {
  readonly $type: "::omero::model::Microscope";
  readonly version?: RInt | null;
  readonly manufacturer?: RString | null;
  readonly model?: RString | null;
  readonly lotNumber?: RString | null;
  readonly serialNumber?: RString | null;
  readonly type?: MicroscopeType | null;
}

export interface MicroscopeType extends IObject {
  readonly $type: "::omero::model::MicroscopeType";
  readonly value?: RString | null;
}

export interface NamedValue {
  readonly $type: "::omero::model::NamedValue";
  readonly name?: string;
  readonly value?: string;
}

export interface Node extends IObject {
  readonly $type: "::omero::model::Node";
  readonly version?: RInt | null;
  readonly sessionsSeq?: readonly (Session | null)[];
  readonly sessionsLoaded?: boolean;
  readonly uuid?: RString | null;
  readonly conn?: RString | null;
  readonly up?: RTime | null;
  readonly down?: RTime | null;
  readonly scale?: RInt | null;
  readonly annotationLinksSeq?: readonly (NodeAnnotationLink | null)[];
  readonly annotationLinksLoaded?: boolean;
  readonly annotationLinksCountPerOwner?: ReadonlyMap<Long, Long>;
}

export interface NodeAnnotationLink extends IObject {
  readonly $type: "::omero::model::NodeAnnotationLink";
  readonly version?: RInt | null;
  readonly parent?: Node | null;
  readonly child?: Annotation | null;
}

export interface NumericAnnotation extends BasicAnnotation {
  readonly $type: string;
}

export interface OTF extends IObject {
  readonly $type: "::omero::model::OTF";
  readonly version?: RInt | null;
  readonly sizeX?: RInt | null;
  readonly sizeY?: RInt | null;
  readonly opticalAxisAveraged?: RBool | null;
  readonly pixelsType?: PixelsType | null;
  readonly path?: RString | null;
  readonly filterSet?: FilterSet | null;
  readonly objective?: Objective | null;
  readonly instrument?: Instrument | null;
}

export interface Objective extends IObject {
  readonly $type: "::omero::model::Objective";
  readonly version?: RInt | null;
  readonly manufacturer?: RString | null;
  readonly model?: RString | null;
  readonly lotNumber?: RString | null;
  readonly serialNumber?: RString | null;
  readonly nominalMagnification?: RDouble | null;
  readonly calibratedMagnification?: RDouble | null;
  readonly lensNA?: RDouble | null;
  readonly immersion?: Immersion | null;
  readonly correction?: Correction | null;
  readonly workingDistance?: Length | null;
  readonly iris?: RBool | null;
  readonly instrument?: Instrument | null;
  readonly annotationLinksSeq?: readonly (ObjectiveAnnotationLink | null)[];
  readonly annotationLinksLoaded?: boolean;
  readonly annotationLinksCountPerOwner?: ReadonlyMap<Long, Long>;
}

export interface ObjectiveAnnotationLink extends IObject {
  readonly $type: "::omero::model::ObjectiveAnnotationLink";
  readonly version?: RInt | null;
  readonly parent?: Objective | null;
  readonly child?: Annotation | null;
}

export interface ObjectiveSettings extends IObject {
  readonly $type: "::omero::model::ObjectiveSettings";
  readonly version?: RInt | null;
  readonly correctionCollar?: RDouble | null;
  readonly medium?: Medium | null;
  readonly refractiveIndex?: RDouble | null;
  readonly objective?: Objective | null;
}

export interface OriginalFile extends IObject {
  readonly $type: "::omero::model::OriginalFile";
  readonly version?: RInt | null;
  readonly pixelsFileMapsSeq?: readonly (PixelsOriginalFileMap | null)[];
  readonly pixelsFileMapsLoaded?: boolean;
  readonly pixelsFileMapsCountPerOwner?: ReadonlyMap<Long, Long>;
  readonly path?: RString | null;
  readonly repo?: RString | null;
  readonly size?: RLong | null;
  readonly atime?: RTime | null;
  readonly mtime?: RTime | null;
  readonly ctime?: RTime | null;
  readonly hasher?: ChecksumAlgorithm | null;
  readonly hash?: RString | null;
  readonly mimetype?: RString | null;
  readonly filesetEntriesSeq?: readonly (FilesetEntry | null)[];
  readonly filesetEntriesLoaded?: boolean;
  readonly annotationLinksSeq?: readonly (OriginalFileAnnotationLink | null)[];
  readonly annotationLinksLoaded?: boolean;
  readonly annotationLinksCountPerOwner?: ReadonlyMap<Long, Long>;
  readonly name?: RString | null;
}

export interface OriginalFileAnnotationLink extends IObject {
  readonly $type: "::omero::model::OriginalFileAnnotationLink";
  readonly version?: RInt | null;
  readonly parent?: OriginalFile | null;
  readonly child?: Annotation | null;
}

export interface Permissions {
  readonly $type: "::omero::model::Permissions";
  readonly restrictions?: readonly (boolean)[];
  readonly extendedRestrictions?: readonly (string)[];
  readonly perm1?: Long;
}

export interface PhotometricInterpretation extends IObject {
  readonly $type: "::omero::model::PhotometricInterpretation";
  readonly value?: RString | null;
}

export interface Pixels extends IObject {
  readonly $type: "::omero::model::Pixels";
  readonly version?: RInt | null;
  readonly image?: Image | null;
  readonly relatedTo?: Pixels | null;
  readonly pixelsType?: PixelsType | null;
  readonly significantBits?: RInt | null;
  readonly sizeX?: RInt | null;
  readonly sizeY?: RInt | null;
  readonly sizeZ?: RInt | null;
  readonly sizeC?: RInt | null;
  readonly sizeT?: RInt | null;
  readonly sha1?: RString | null;
  readonly dimensionOrder?: DimensionOrder | null;
  readonly physicalSizeX?: Length | null;
  readonly physicalSizeY?: Length | null;
  readonly physicalSizeZ?: Length | null;
  readonly waveStart?: RInt | null;
  readonly waveIncrement?: RInt | null;
  readonly timeIncrement?: Time | null;
  readonly methodology?: RString | null;
  readonly planeInfoSeq?: readonly (PlaneInfo | null)[];
  readonly planeInfoLoaded?: boolean;
  readonly pixelsFileMapsSeq?: readonly (PixelsOriginalFileMap | null)[];
  readonly pixelsFileMapsLoaded?: boolean;
  readonly pixelsFileMapsCountPerOwner?: ReadonlyMap<Long, Long>;
  readonly channelsSeq?: readonly (Channel | null)[];
  readonly channelsLoaded?: boolean;
  readonly settingsSeq?: readonly (RenderingDef | null)[];
  readonly settingsLoaded?: boolean;
  readonly thumbnailsSeq?: readonly (Thumbnail | null)[];
  readonly thumbnailsLoaded?: boolean;
}

export interface PixelsOriginalFileMap extends IObject {
  readonly $type: "::omero::model::PixelsOriginalFileMap";
  readonly version?: RInt | null;
  readonly parent?: OriginalFile | null;
  readonly child?: Pixels | null;
}

export interface PixelsType extends IObject {
  readonly $type: "::omero::model::PixelsType";
  readonly value?: RString | null;
  readonly bitSize?: RInt | null;
}

export interface PlaneInfo extends IObject {
  readonly $type: "::omero::model::PlaneInfo";
  readonly version?: RInt | null;
  readonly pixels?: Pixels | null;
  readonly theZ?: RInt | null;
  readonly theC?: RInt | null;
  readonly theT?: RInt | null;
  readonly deltaT?: Time | null;
  readonly positionX?: Length | null;
  readonly positionY?: Length | null;
  readonly positionZ?: Length | null;
  readonly exposureTime?: Time | null;
  readonly annotationLinksSeq?: readonly (PlaneInfoAnnotationLink | null)[];
  readonly annotationLinksLoaded?: boolean;
  readonly annotationLinksCountPerOwner?: ReadonlyMap<Long, Long>;
}

export interface PlaneInfoAnnotationLink extends IObject {
  readonly $type: "::omero::model::PlaneInfoAnnotationLink";
  readonly version?: RInt | null;
  readonly parent?: PlaneInfo | null;
  readonly child?: Annotation | null;
}

export interface Plate extends IObject {
  readonly $type: "::omero::model::Plate";
  readonly version?: RInt | null;
  readonly defaultSample?: RInt | null;
  readonly columnNamingConvention?: RString | null;
  readonly rowNamingConvention?: RString | null;
  readonly wellOriginX?: Length | null;
  readonly wellOriginY?: Length | null;
  readonly rows?: RInt | null;
  readonly columns?: RInt | null;
  readonly status?: RString | null;
  readonly externalIdentifier?: RString | null;
  readonly screenLinksSeq?: readonly (ScreenPlateLink | null)[];
  readonly screenLinksLoaded?: boolean;
  readonly screenLinksCountPerOwner?: ReadonlyMap<Long, Long>;
  readonly wellsSeq?: readonly (Well | null)[];
  readonly wellsLoaded?: boolean;
  readonly plateAcquisitionsSeq?: readonly (PlateAcquisition | null)[];
  readonly plateAcquisitionsLoaded?: boolean;
  readonly annotationLinksSeq?: readonly (PlateAnnotationLink | null)[];
  readonly annotationLinksLoaded?: boolean;
  readonly annotationLinksCountPerOwner?: ReadonlyMap<Long, Long>;
  readonly name?: RString | null;
  readonly description?: RString | null;
}

export interface PlateAcquisition extends IObject {
  readonly $type: "::omero::model::PlateAcquisition";
  readonly version?: RInt | null;
  readonly name?: RString | null;
  readonly startTime?: RTime | null;
  readonly endTime?: RTime | null;
  readonly maximumFieldCount?: RInt | null;
  readonly plate?: Plate | null;
  readonly wellSampleSeq?: readonly (WellSample | null)[];
  readonly wellSampleLoaded?: boolean;
  readonly annotationLinksSeq?: readonly (PlateAcquisitionAnnotationLink | null)[];
  readonly annotationLinksLoaded?: boolean;
  readonly annotationLinksCountPerOwner?: ReadonlyMap<Long, Long>;
  readonly description?: RString | null;
}

export interface PlateAcquisitionAnnotationLink extends IObject {
  readonly $type: "::omero::model::PlateAcquisitionAnnotationLink";
  readonly version?: RInt | null;
  readonly parent?: PlateAcquisition | null;
  readonly child?: Annotation | null;
}

export interface PlateAnnotationLink extends IObject {
  readonly $type: "::omero::model::PlateAnnotationLink";
  readonly version?: RInt | null;
  readonly parent?: Plate | null;
  readonly child?: Annotation | null;
}

export interface Power {
  readonly $type: "::omero::model::Power";
  readonly value?: number;
  readonly unit?: UnitsPower;
}

export interface Pressure {
  readonly $type: "::omero::model::Pressure";
  readonly value?: number;
  readonly unit?: UnitsPressure;
}

export interface Project extends IObject {
  readonly $type: "::omero::model::Project";
  readonly version?: RInt | null;
  readonly datasetLinksSeq?: readonly (ProjectDatasetLink | null)[];
  readonly datasetLinksLoaded?: boolean;
  readonly datasetLinksCountPerOwner?: ReadonlyMap<Long, Long>;
  readonly annotationLinksSeq?: readonly (ProjectAnnotationLink | null)[];
  readonly annotationLinksLoaded?: boolean;
  readonly annotationLinksCountPerOwner?: ReadonlyMap<Long, Long>;
  readonly name?: RString | null;
  readonly description?: RString | null;
}

export interface ProjectAnnotationLink extends IObject {
  readonly $type: "::omero::model::ProjectAnnotationLink";
  readonly version?: RInt | null;
  readonly parent?: Project | null;
  readonly child?: Annotation | null;
}

export interface ProjectDatasetLink extends IObject {
  readonly $type: "::omero::model::ProjectDatasetLink";
  readonly version?: RInt | null;
  readonly parent?: Project | null;
  readonly child?: Dataset | null;
}

export interface ProjectionAxis extends IObject {
  readonly $type: "::omero::model::ProjectionAxis";
  readonly value?: RString | null;
}

export interface ProjectionDef extends IObject {
  readonly $type: "::omero::model::ProjectionDef";
  readonly version?: RInt | null;
  readonly renderingDef?: RenderingDef | null;
  readonly axis?: ProjectionAxis | null;
  readonly type?: ProjectionType | null;
  readonly active?: RBool | null;
  readonly startPlane?: RInt | null;
  readonly endPlane?: RInt | null;
  readonly stepping?: RInt | null;
}

export interface ProjectionType extends IObject {
  readonly $type: "::omero::model::ProjectionType";
  readonly value?: RString | null;
}

export interface QuantumDef extends IObject {
  readonly $type: "::omero::model::QuantumDef";
  readonly version?: RInt | null;
  readonly cdStart?: RInt | null;
  readonly cdEnd?: RInt | null;
  readonly bitResolution?: RInt | null;
}

export interface Reagent extends IObject {
  readonly $type: "::omero::model::Reagent";
  readonly version?: RInt | null;
  readonly name?: RString | null;
  readonly reagentIdentifier?: RString | null;
  readonly screen?: Screen | null;
  readonly wellLinksSeq?: readonly (WellReagentLink | null)[];
  readonly wellLinksLoaded?: boolean;
  readonly wellLinksCountPerOwner?: ReadonlyMap<Long, Long>;
  readonly annotationLinksSeq?: readonly (ReagentAnnotationLink | null)[];
  readonly annotationLinksLoaded?: boolean;
  readonly annotationLinksCountPerOwner?: ReadonlyMap<Long, Long>;
  readonly description?: RString | null;
}

export interface ReagentAnnotationLink extends IObject {
  readonly $type: "::omero::model::ReagentAnnotationLink";
  readonly version?: RInt | null;
  readonly parent?: Reagent | null;
  readonly child?: Annotation | null;
}

export interface RenderingDef extends IObject {
  readonly $type: "::omero::model::RenderingDef";
  readonly version?: RInt | null;
  readonly pixels?: Pixels | null;
  readonly defaultZ?: RInt | null;
  readonly defaultT?: RInt | null;
  readonly model?: RenderingModel | null;
  readonly waveRenderingSeq?: readonly (ChannelBinding | null)[];
  readonly waveRenderingLoaded?: boolean;
  readonly name?: RString | null;
  readonly compression?: RDouble | null;
  readonly quantization?: QuantumDef | null;
  readonly projectionsSeq?: readonly (ProjectionDef | null)[];
  readonly projectionsLoaded?: boolean;
}

export interface RenderingModel extends IObject {
  readonly $type: "::omero::model::RenderingModel";
  readonly value?: RString | null;
}

export interface Roi extends IObject {
  readonly $type: "::omero::model::Roi";
  readonly version?: RInt | null;
  readonly name?: RString | null;
  readonly shapesSeq?: readonly (Shape | null)[];
  readonly shapesLoaded?: boolean;
  readonly image?: Image | null;
  readonly source?: OriginalFile | null;
  readonly folderLinksSeq?: readonly (FolderRoiLink | null)[];
  readonly folderLinksLoaded?: boolean;
  readonly folderLinksCountPerOwner?: ReadonlyMap<Long, Long>;
  readonly annotationLinksSeq?: readonly (RoiAnnotationLink | null)[];
  readonly annotationLinksLoaded?: boolean;
  readonly annotationLinksCountPerOwner?: ReadonlyMap<Long, Long>;
  readonly description?: RString | null;
}

export interface RoiAnnotationLink extends IObject {
  readonly $type: "::omero::model::RoiAnnotationLink";
  readonly version?: RInt | null;
  readonly parent?: Roi | null;
  readonly child?: Annotation | null;
}

export interface Screen extends IObject {
  readonly $type: "::omero::model::Screen";
  readonly version?: RInt | null;
  readonly type?: RString | null;
  readonly protocolIdentifier?: RString | null;
  readonly protocolDescription?: RString | null;
  readonly reagentSetIdentifier?: RString | null;
  readonly reagentSetDescription?: RString | null;
  readonly plateLinksSeq?: readonly (ScreenPlateLink | null)[];
  readonly plateLinksLoaded?: boolean;
  readonly plateLinksCountPerOwner?: ReadonlyMap<Long, Long>;
  readonly reagentsSeq?: readonly (Reagent | null)[];
  readonly reagentsLoaded?: boolean;
  readonly annotationLinksSeq?: readonly (ScreenAnnotationLink | null)[];
  readonly annotationLinksLoaded?: boolean;
  readonly annotationLinksCountPerOwner?: ReadonlyMap<Long, Long>;
  readonly name?: RString | null;
  readonly description?: RString | null;
}

export interface ScreenAnnotationLink extends IObject {
  readonly $type: "::omero::model::ScreenAnnotationLink";
  readonly version?: RInt | null;
  readonly parent?: Screen | null;
  readonly child?: Annotation | null;
}

export interface ScreenPlateLink extends IObject {
  readonly $type: "::omero::model::ScreenPlateLink";
  readonly version?: RInt | null;
  readonly parent?: Screen | null;
  readonly child?: Plate | null;
}

export interface Session extends IObject {
  readonly $type: "::omero::model::Session";
  readonly version?: RInt | null;
  readonly node?: Node | null;
  readonly uuid?: RString | null;
  readonly owner?: Experimenter | null;
  readonly sudoer?: Experimenter | null;
  readonly timeToIdle?: RLong | null;
  readonly timeToLive?: RLong | null;
  readonly started?: RTime | null;
  readonly closed?: RTime | null;
  readonly message?: RString | null;
  readonly defaultEventType?: RString | null;
  readonly userAgent?: RString | null;
  readonly userIP?: RString | null;
  readonly eventsSeq?: readonly (Event | null)[];
  readonly eventsLoaded?: boolean;
  readonly annotationLinksSeq?: readonly (SessionAnnotationLink | null)[];
  readonly annotationLinksLoaded?: boolean;
  readonly annotationLinksCountPerOwner?: ReadonlyMap<Long, Long>;
}

export interface SessionAnnotationLink extends IObject {
  readonly $type: "::omero::model::SessionAnnotationLink";
  readonly version?: RInt | null;
  readonly parent?: Session | null;
  readonly child?: Annotation | null;
}

export interface Shape extends IObject {
  readonly $type: "::omero::model::Shape";
  readonly version?: RInt | null;
  readonly theZ?: RInt | null;
  readonly theT?: RInt | null;
  readonly theC?: RInt | null;
  readonly roi?: Roi | null;
  readonly locked?: RBool | null;
  readonly transform?: AffineTransform | null;
  readonly fillColor?: RInt | null;
  readonly fillRule?: RString | null;
  readonly strokeColor?: RInt | null;
  readonly strokeDashArray?: RString | null;
  readonly strokeWidth?: Length | null;
  readonly fontFamily?: RString | null;
  readonly fontSize?: Length | null;
  readonly fontStyle?: RString | null;
  readonly annotationLinksSeq?: readonly (ShapeAnnotationLink | null)[];
  readonly annotationLinksLoaded?: boolean;
  readonly annotationLinksCountPerOwner?: ReadonlyMap<Long, Long>;
}

export interface ShapeAnnotationLink extends IObject {
  readonly $type: "::omero::model::ShapeAnnotationLink";
  readonly version?: RInt | null;
  readonly parent?: Shape | null;
  readonly child?: Annotation | null;
}

export interface StageLabel extends IObject {
  readonly $type: "::omero::model::StageLabel";
  readonly version?: RInt | null;
  readonly positionX?: Length | null;
  readonly positionY?: Length | null;
  readonly positionZ?: Length | null;
  readonly name?: RString | null;
}

export interface StatsInfo extends IObject {
  readonly $type: "::omero::model::StatsInfo";
  readonly version?: RInt | null;
  readonly globalMin?: RDouble | null;
  readonly globalMax?: RDouble | null;
}

export interface TagAnnotation extends TextAnnotation {
  readonly $type: "::omero::model::TagAnnotation";
}

export interface Temperature {
  readonly $type: "::omero::model::Temperature";
  readonly value?: number;
  readonly unit?: UnitsTemperature;
}

export interface TermAnnotation extends BasicAnnotation {
  readonly $type: "::omero::model::TermAnnotation";
  readonly termValue?: RString | null;
}

export interface TextAnnotation extends Annotation {
  readonly $type: string;
  readonly textValue?: RString | null;
}

export interface Thumbnail extends IObject {
  readonly $type: "::omero::model::Thumbnail";
  readonly version?: RInt | null;
  readonly pixels?: Pixels | null;
  readonly mimeType?: RString | null;
  readonly sizeX?: RInt | null;
  readonly sizeY?: RInt | null;
  readonly ref?: RString | null;
}

export interface Time {
  readonly $type: "::omero::model::Time";
  readonly value?: number;
  readonly unit?: UnitsTime;
}

export interface TimestampAnnotation extends BasicAnnotation {
  readonly $type: "::omero::model::TimestampAnnotation";
  readonly timeValue?: RTime | null;
}

export interface TransmittanceRange extends IObject {
  readonly $type: "::omero::model::TransmittanceRange";
  readonly version?: RInt | null;
  readonly cutIn?: Length | null;
  readonly cutOut?: Length | null;
  readonly cutInTolerance?: Length | null;
  readonly cutOutTolerance?: Length | null;
  readonly transmittance?: RDouble | null;
}

export interface TypeAnnotation extends Annotation {
  readonly $type: string;
}

export interface UploadJob extends Job {
  readonly $type: "::omero::model::UploadJob";
  readonly versionInfo?: readonly (NamedValue | null)[];
}

export interface Well extends IObject {
  readonly $type: "::omero::model::Well";
  readonly version?: RInt | null;
  readonly status?: RString | null;
  readonly column?: RInt | null;
  readonly row?: RInt | null;
  readonly red?: RInt | null;
  readonly green?: RInt | null;
  readonly blue?: RInt | null;
  readonly alpha?: RInt | null;
  readonly reagentLinksSeq?: readonly (WellReagentLink | null)[];
  readonly reagentLinksLoaded?: boolean;
  readonly reagentLinksCountPerOwner?: ReadonlyMap<Long, Long>;
  readonly externalDescription?: RString | null;
  readonly externalIdentifier?: RString | null;
  readonly type?: RString | null;
  readonly wellSamplesSeq?: readonly (WellSample | null)[];
  readonly wellSamplesLoaded?: boolean;
  readonly plate?: Plate | null;
  readonly annotationLinksSeq?: readonly (WellAnnotationLink | null)[];
  readonly annotationLinksLoaded?: boolean;
  readonly annotationLinksCountPerOwner?: ReadonlyMap<Long, Long>;
}

export interface WellAnnotationLink extends IObject {
  readonly $type: "::omero::model::WellAnnotationLink";
  readonly version?: RInt | null;
  readonly parent?: Well | null;
  readonly child?: Annotation | null;
}

export interface WellReagentLink extends IObject {
  readonly $type: "::omero::model::WellReagentLink";
  readonly version?: RInt | null;
  readonly parent?: Well | null;
  readonly child?: Reagent | null;
}

export interface WellSample extends IObject {
  readonly $type: "::omero::model::WellSample";
  readonly version?: RInt | null;
  readonly posX?: Length | null;
  readonly posY?: Length | null;
  readonly timepoint?: RTime | null;
  readonly plateAcquisition?: PlateAcquisition | null;
  readonly well?: Well | null;
  readonly image?: Image | null;
}

export interface XmlAnnotation extends TextAnnotation {
  readonly $type: "::omero::model::XmlAnnotation";
}

export interface RomioPlaneDef {
  readonly $type: "::omero::romio::PlaneDef";
  readonly slice?: number;
  readonly x?: number;
  readonly y?: number;
  readonly z?: number;
  readonly t?: number;
  readonly region?: RomioRegionDef | null;
  readonly stride?: number;
}

export interface RomioRegionDef {
  readonly $type: "::omero::romio::RegionDef";
  readonly x?: number;
  readonly y?: number;
  readonly width?: number;
  readonly height?: number;
}

export interface EventContext {
  readonly $type: "::omero::sys::EventContext";
  readonly shareId?: Long;
  readonly sessionId?: Long;
  readonly sessionUuid?: string;
  readonly userId?: Long;
  readonly userName?: string;
  readonly sudoerId?: RLong | null;
  readonly sudoerName?: RString | null;
  readonly groupId?: Long;
  readonly groupName?: string;
  readonly isAdmin?: boolean;
  readonly adminPrivileges?: readonly (string)[];
  readonly eventId?: Long;
  readonly eventType?: string;
  readonly memberOfGroups?: readonly (Long)[];
  readonly leaderOfGroups?: readonly (Long)[];
  readonly groupPermissions?: Permissions | null;
}

export interface SysFilter {
  readonly $type: "::omero::sys::Filter";
  readonly unique?: RBool | null;
  readonly ownerId?: RLong | null;
  readonly groupId?: RLong | null;
  readonly offset?: RInt | null;
  readonly limit?: RInt | null;
  readonly startTime?: RTime | null;
  readonly endTime?: RTime | null;
}

export interface Options {
  readonly $type: "::omero::sys::Options";
  readonly leaves?: RBool | null;
  readonly orphan?: RBool | null;
  readonly acquisitionData?: RBool | null;
  readonly cacheable?: RBool | null;
}

export interface Parameters {
  readonly $type: "::omero::sys::Parameters";
  readonly map?: ReadonlyMap<string, RType | null>;
  readonly theFilter?: SysFilter | null;
  readonly theOptions?: Options | null;
}

export interface Principal {
  readonly $type: "::omero::sys::Principal";
  readonly name?: string;
  readonly group?: string;
  readonly eventType?: string;
  readonly umask?: Permissions | null;
}

export interface Roles {
  readonly $type: "::omero::sys::Roles";
  readonly rootId?: Long;
  readonly rootName?: string;
  readonly systemGroupId?: Long;
  readonly systemGroupName?: string;
  readonly userGroupId?: Long;
  readonly userGroupName?: string;
  readonly guestId?: Long;
  readonly guestName?: string;
  readonly guestGroupId?: Long;
  readonly guestGroupName?: string;
}

/** Services by type id. */
export interface Services {
  readonly "::Glacier2::Session": Glacier2Session;
  readonly "::omero::api::ClientCallback": ClientCallback;
  readonly "::omero::api::IAdmin": IAdmin;
  readonly "::omero::api::IConfig": IConfig;
  readonly "::omero::api::IPixels": IPixels;
  readonly "::omero::api::IQuery": IQuery;
  readonly "::omero::api::ISession": ISession;
  readonly "::omero::api::ITypes": ITypes;
  readonly "::omero::api::IUpdate": IUpdate;
  readonly "::omero::api::PyramidService": PyramidService;
  readonly "::omero::api::RawFileStore": RawFileStore;
  readonly "::omero::api::RawPixelsStore": RawPixelsStore;
  readonly "::omero::api::ServiceFactory": ServiceFactory;
  readonly "::omero::api::ServiceInterface": ServiceInterface;
  readonly "::omero::api::StatefulServiceInterface": StatefulServiceInterface;
  readonly "::omero::cmd::CmdCallback": CmdCmdCallback;
  readonly "::omero::cmd::Handle": CmdHandle;
  readonly "::omero::cmd::Session": CmdSession;
  readonly "::omero::grid::ManagedRepository": GridManagedRepository;
  readonly "::omero::grid::Repository": GridRepository;
  readonly "::omero::grid::SharedResources": GridSharedResources;
}

/** Objects of OMERO's model by their short name. */
export interface Model {
  readonly AcquisitionMode: AcquisitionMode;
  readonly AdminPrivilege: AdminPrivilege;
  readonly AffineTransform: AffineTransform;
  readonly Annotation: Annotation;
  readonly AnnotationAnnotationLink: AnnotationAnnotationLink;
  readonly BasicAnnotation: BasicAnnotation;
  readonly Binning: Binning;
  readonly BooleanAnnotation: BooleanAnnotation;
  readonly Channel: Channel;
  readonly ChannelAnnotationLink: ChannelAnnotationLink;
  readonly ChannelBinding: ChannelBinding;
  readonly ChecksumAlgorithm: ChecksumAlgorithm;
  readonly CodomainMapContext: CodomainMapContext;
  readonly CommentAnnotation: CommentAnnotation;
  readonly ContrastMethod: ContrastMethod;
  readonly Correction: Correction;
  readonly Dataset: Dataset;
  readonly DatasetAnnotationLink: DatasetAnnotationLink;
  readonly DatasetImageLink: DatasetImageLink;
  readonly Detector: Detector;
  readonly DetectorAnnotationLink: DetectorAnnotationLink;
  readonly DetectorSettings: DetectorSettings;
  readonly DetectorType: DetectorType;
  readonly Dichroic: Dichroic;
  readonly DichroicAnnotationLink: DichroicAnnotationLink;
  readonly DimensionOrder: DimensionOrder;
  readonly DoubleAnnotation: DoubleAnnotation;
  readonly Event: Event;
  readonly EventLog: EventLog;
  readonly EventType: EventType;
  readonly Experiment: Experiment;
  readonly ExperimentType: ExperimentType;
  readonly Experimenter: Experimenter;
  readonly ExperimenterAnnotationLink: ExperimenterAnnotationLink;
  readonly ExperimenterGroup: ExperimenterGroup;
  readonly ExperimenterGroupAnnotationLink: ExperimenterGroupAnnotationLink;
  readonly ExternalInfo: ExternalInfo;
  readonly Family: Family;
  readonly FileAnnotation: FileAnnotation;
  readonly Fileset: Fileset;
  readonly FilesetAnnotationLink: FilesetAnnotationLink;
  readonly FilesetEntry: FilesetEntry;
  readonly FilesetJobLink: FilesetJobLink;
  readonly Filter: Filter;
  readonly FilterAnnotationLink: FilterAnnotationLink;
  readonly FilterSet: FilterSet;
  readonly FilterSetEmissionFilterLink: FilterSetEmissionFilterLink;
  readonly FilterSetExcitationFilterLink: FilterSetExcitationFilterLink;
  readonly FilterType: FilterType;
  readonly Folder: Folder;
  readonly FolderAnnotationLink: FolderAnnotationLink;
  readonly FolderImageLink: FolderImageLink;
  readonly FolderRoiLink: FolderRoiLink;
  readonly Format: Format;
  readonly GroupExperimenterMap: GroupExperimenterMap;
  readonly IObject: IObject;
  readonly Illumination: Illumination;
  readonly Image: Image;
  readonly ImageAnnotationLink: ImageAnnotationLink;
  readonly ImagingEnvironment: ImagingEnvironment;
  readonly Immersion: Immersion;
  readonly Instrument: Instrument;
  readonly InstrumentAnnotationLink: InstrumentAnnotationLink;
  readonly Job: Job;
  readonly JobOriginalFileLink: JobOriginalFileLink;
  readonly JobStatus: JobStatus;
  readonly LightPath: LightPath;
  readonly LightPathAnnotationLink: LightPathAnnotationLink;
  readonly LightPathEmissionFilterLink: LightPathEmissionFilterLink;
  readonly LightPathExcitationFilterLink: LightPathExcitationFilterLink;
  readonly LightSettings: LightSettings;
  readonly LightSource: LightSource;
  readonly LightSourceAnnotationLink: LightSourceAnnotationLink;
  readonly ListAnnotation: ListAnnotation;
  readonly LogicalChannel: LogicalChannel;
  readonly LongAnnotation: LongAnnotation;
  readonly MapAnnotation: MapAnnotation;
  readonly Medium: Medium;
  readonly MicrobeamManipulation: MicrobeamManipulation;
  readonly MicrobeamManipulationType: MicrobeamManipulationType;
  readonly Microscope: Microscope;
  readonly MicroscopeType: MicroscopeType;
  readonly Node: Node;
  readonly NodeAnnotationLink: NodeAnnotationLink;
  readonly NumericAnnotation: NumericAnnotation;
  readonly OTF: OTF;
  readonly Objective: Objective;
  readonly ObjectiveAnnotationLink: ObjectiveAnnotationLink;
  readonly ObjectiveSettings: ObjectiveSettings;
  readonly OriginalFile: OriginalFile;
  readonly OriginalFileAnnotationLink: OriginalFileAnnotationLink;
  readonly PhotometricInterpretation: PhotometricInterpretation;
  readonly Pixels: Pixels;
  readonly PixelsOriginalFileMap: PixelsOriginalFileMap;
  readonly PixelsType: PixelsType;
  readonly PlaneInfo: PlaneInfo;
  readonly PlaneInfoAnnotationLink: PlaneInfoAnnotationLink;
  readonly Plate: Plate;
  readonly PlateAcquisition: PlateAcquisition;
  readonly PlateAcquisitionAnnotationLink: PlateAcquisitionAnnotationLink;
  readonly PlateAnnotationLink: PlateAnnotationLink;
  readonly Project: Project;
  readonly ProjectAnnotationLink: ProjectAnnotationLink;
  readonly ProjectDatasetLink: ProjectDatasetLink;
  readonly ProjectionAxis: ProjectionAxis;
  readonly ProjectionDef: ProjectionDef;
  readonly ProjectionType: ProjectionType;
  readonly QuantumDef: QuantumDef;
  readonly Reagent: Reagent;
  readonly ReagentAnnotationLink: ReagentAnnotationLink;
  readonly RenderingDef: RenderingDef;
  readonly RenderingModel: RenderingModel;
  readonly Roi: Roi;
  readonly RoiAnnotationLink: RoiAnnotationLink;
  readonly Screen: Screen;
  readonly ScreenAnnotationLink: ScreenAnnotationLink;
  readonly ScreenPlateLink: ScreenPlateLink;
  readonly Session: Session;
  readonly SessionAnnotationLink: SessionAnnotationLink;
  readonly Shape: Shape;
  readonly ShapeAnnotationLink: ShapeAnnotationLink;
  readonly StageLabel: StageLabel;
  readonly StatsInfo: StatsInfo;
  readonly TagAnnotation: TagAnnotation;
  readonly TermAnnotation: TermAnnotation;
  readonly TextAnnotation: TextAnnotation;
  readonly Thumbnail: Thumbnail;
  readonly TimestampAnnotation: TimestampAnnotation;
  readonly TransmittanceRange: TransmittanceRange;
  readonly TypeAnnotation: TypeAnnotation;
  readonly UploadJob: UploadJob;
  readonly Well: Well;
  readonly WellAnnotationLink: WellAnnotationLink;
  readonly WellReagentLink: WellReagentLink;
  readonly WellSample: WellSample;
  readonly XmlAnnotation: XmlAnnotation;
}
