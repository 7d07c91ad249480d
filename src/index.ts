import { inspectDocument } from './inspect/document.ts'
import type { ImageInventory } from './inventory/image-inventory.ts'
import { type InspectOptions, readImage } from './inventory/read-images.ts'
import type { InspectDocument } from './report/inspect-document.ts'
import type { SbomDocument } from './report/sbom-document.ts'
import type { SbomOptions } from './sbom/document.ts'

export { basesDocument } from './base-set/document.ts'
export { type PinnedBases, type PinOptions, pinBases } from './base-set/pin.ts'
export { type BaseChoice, chooseBases, readBases } from './base-set/read-bases.ts'
export { chosenImages } from './compare/chosen-images.ts'
export { compareDocument } from './compare/compare.ts'
export { type ImageSummary, summarizeImage } from './compare/summary.ts'
export { commandWords } from './containers/command-words.ts'
export type { RuntimeName } from './containers/runtime.ts'
export { copy } from './copy/copy.ts'
export { type CopiedImage, type CopyOptions, copyImage } from './copy/copy-image.ts'
export type { LayerWriter, WriteLayerOptions, WrittenLayer } from './destinations/layer-writer.ts'
export { type ImageParts, type WriteOptions, type WrittenImage, writeImage } from './destinations/write-image.ts'
export { type DiffedImage, type DiffImagesOptions, diffImages } from './diff/diff-images.ts'
export * from './errors.ts'
export { streamCarriedSbom } from './extract/carried-sbom.ts'
export { exportTar } from './extract/export-tar.ts'
export { missingContents } from './extract/incomplete.ts'
export type { ExtractOptions } from './extract/read-layer.ts'
export { type StreamFileOptions, streamFile } from './extract/stream-file.ts'
export { type UnpackOptions, unpack } from './extract/unpack/unpack.ts'
export type { UnpackDocument } from './extract/unpack/unpack-document.ts'
export { type FilesOptions, filesDocument } from './files/document.ts'
export type { FilledImage } from './files/selection.ts'
export { type AppOptions, type FitApp, fitApp } from './fit/app.ts'
export { chosenBases } from './fit/chosen-bases.ts'
export { fitDocument, type TryOptions, tryBase } from './fit/fit.ts'
export { parseLayers } from './fit/parse-layers.ts'
export { type BaselineOptions, baselineOf } from './gate/baseline/baseline-of.ts'
export { baselineFor, readBaselineFile } from './gate/baseline/read.ts'
export { baselineFile, baselineRequests, type SaveRequest } from './gate/baseline/save.ts'
export { isBaselineFile } from './gate/baseline-name.ts'
export { readGateSettings, type SettingsSources } from './gate/config/read-settings.ts'
export type { GateSettings } from './gate/config/settings.ts'
export { gateImage } from './gate/gate.ts'
export { gateManifest, type ManifestGateRequest } from './gate/gate-manifest.ts'
export type { GateRequest } from './gate/gate-request.ts'
export { growthBetween } from './gate/growth/growth-between.ts'
export { appendRuns } from './gate/trend/append-runs.ts'
export { commitOfCi } from './gate/trend/ci-commit.ts'
export { type History, readRuns } from './gate/trend/read-runs.ts'
export { type RunOrigin, runsOf, runTime } from './gate/trend/run-of.ts'
export { type TrendOptions, trendDocument } from './gate/trend/trend.ts'
export type { FailedImage } from './image-list/failed-image.ts'
export type { ImageListEntry, ListedImage } from './image-list/image-list.ts'
export { readImageList } from './image-list/read.ts'
export { imagesDocument } from './images/images-document.ts'
export { type ListImagesRequest, listImages } from './images/list-images.ts'
export type { ImageStore, StoredImage, StoredLayer } from './images/stored-image.ts'
export { inspectDocument } from './inspect/document.ts'
export { type CacheInfo, cacheInfo, type PruneResult, pruneCache } from './inventory/cache.ts'
export type { ExtraFacts } from './inventory/catalogers.ts'
export type { ImageInventory, ImageLayer } from './inventory/image-inventory.ts'
export type { Progress, ProgressEvent } from './inventory/progress.ts'
export {
  type ImageRequest,
  type InspectOptions,
  type OpenedImage,
  type ReadImagesOptions,
  readImage,
  readImages,
  readOpenImages,
  withImage,
  withImages,
  withOpenImages,
} from './inventory/read-images.ts'
export { type ClusterChoice, readCluster } from './kubernetes/cluster.ts'
export { type ImageMap, parseImageMap } from './kubernetes/image-map.ts'
export {
  type ImagePlan,
  type PlannedImage,
  type PlannedPod,
  type PlanOptions,
  planImages,
} from './kubernetes/image-plan.ts'
export { readManifests } from './kubernetes/read-manifests.ts'
export type * from './kubernetes/workload.ts'
export type { CompressionFormat, LayerCompression } from './layer/compress.ts'
export {
  type LayeredImage,
  type LayerOptions,
  type LayersOptions,
  layerDocument,
  layersDocument,
} from './layers/document.ts'
export { DEFAULT_LIMITS, LIMITS, type Limits } from './limits.ts'
export { type PackagesOptions, packagesDocument } from './packages/packages.ts'
export { readChiselRelease } from './plan/chisel/read-release.ts'
export type * from './plan/plan.ts'
export { placedError } from './pod/placed-error.ts'
export { PodReader } from './pod/pod-reader.ts'
export type * from './report/baseline-document.ts'
export type * from './report/bases-document.ts'
export type * from './report/carried-sboms-document.ts'
export type * from './report/compare-document.ts'
export type * from './report/copy-document.ts'
export type * from './report/diff-document.ts'
export type * from './report/files-document.ts'
export type * from './report/fit-document.ts'
export type * from './report/gate-document.ts'
export type * from './report/growth-section.ts'
export type * from './report/images-document.ts'
export type * from './report/inspect-document.ts'
export type * from './report/layers-document.ts'
export type { LeftOutImage } from './report/left-out.ts'
export type * from './report/packages-document.ts'
export type * from './report/pod-document.ts'
export type * from './report/sbom-document.ts'
export type * from './report/slim-document.ts'
export type * from './report/slim-verification.ts'
export type * from './report/trend-document.ts'
export type * from './report/waste-document.ts'
export type * from './report/why-document.ts'
export type { SquashedTree, TreeNode } from './rootfs/tree.ts'
export { carriedSbomsDocument } from './sbom/carried/document.ts'
export type { SbomOptions } from './sbom/document.ts'
export { slimAudit } from './slim/audit.ts'
export { explainedBy, explainPath } from './slim/explain.ts'
export type { Decision } from './slim/keep-reason.ts'
export { readAudit } from './slim/read-audit.ts'
export { Review } from './slim/review/review.ts'
export { type SlimRequest, slim, slimPlan } from './slim/slim.ts'
export { SLIM_FACTS } from './slim/slim-facts.ts'
export type { SlimOptions } from './slim/slim-options.ts'
export type { SlimMode, SlimPlan } from './slim/slim-plan.ts'
export { prepareLearning, type TraceRequest } from './slim/trace/learn.ts'
export { parseHttpTarget } from './slim/verify/http-target.ts'
export type { HttpTarget, VerifyRequest } from './slim/verify/verify-request.ts'
export type { Image } from './sources/image.ts'
export type { DefaultSource } from './sources/options.ts'
export type { Referrer, ReferrerPlace } from './sources/referrer.ts'
export { type WastefulImage, type WasteOptions, wasteDocument } from './waste/waste.ts'
export { whyDocument } from './why/why.ts'

/**
 * What `imgpeek inspect --json` prints; docs/schema/inspect.schema.json describes it.
 * @throws the same as `readImage`
 */
export async function inspectImage(reference: string, options: InspectOptions): Promise<InspectDocument> {
  return inspectDocument(await readImage(reference, options))
}

/**
 * What an SBOM of an image says, in any format: a function of the image and the options alone. What it takes to read licenses is
 * loaded here.
 * @throws {UsageError} when the name or the time of the options is none.
 */
export async function sbomDocument(inventory: ImageInventory, options: SbomOptions): Promise<SbomDocument> {
  const sbom = await import('./sbom/document.ts')
  return sbom.sbomDocument(inventory, options)
}
