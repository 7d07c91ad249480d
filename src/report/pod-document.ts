import type { InspectDocument } from './inspect-document.ts'
import type { LeftOutImage } from './left-out.ts'

/** What `imgpeek pod --json` prints; docs/schema/pod.schema.json describes it. Sizes are in bytes. */
export interface PodDocument {
  readonly schemaVersion: 1
  /** Each once, as `imgpeek inspect --json` tells of it, in the order in which they are first needed. */
  readonly images: readonly InspectDocument[]
  /** In the order of the manifests. */
  readonly pods: readonly PodSection[]
  /** One node that runs all of them. */
  readonly node: Pull
  /** What could not be read. Where there is any, what pods pull is at least what is said here. */
  readonly leftOut: readonly LeftOutImage[]
  /** What was left aside of the manifests, a sentence each. */
  readonly notes: readonly string[]
}

/** Bytes of layers on a node. */
export interface NodeBytes {
  /** What is pulled. */
  readonly compressedBytes: number
  /** What is unpacked: the content of the layers' files. */
  readonly layerBytes: number
}

/** What a node takes that has nothing yet. */
export interface Pull {
  /** Each image by itself; one that several containers need counts once. */
  readonly separate: NodeBytes
  /** Each layer once. */
  readonly together: NodeBytes
}

/** A pod, or what makes pods like it. */
export interface PodSection extends Pull {
  readonly kind: string
  readonly namespace: string | null
  readonly name: string
  /** Where in the object the pod's template is, where it has several. */
  readonly path: string | null
  readonly origin: string
  /** How many pods of the cluster are like this one; 1 for what a manifest says. */
  readonly count: number
  /** In the order in which their images are pulled. */
  readonly containers: readonly ContainerSection[]
  /** Layers that several images of the pod have, the largest first. */
  readonly shared: readonly SharedPodLayer[]
  readonly oneBase: OneBase
  /** What would keep a container from starting, or is not as one would expect; a sentence each. */
  readonly warnings: readonly string[]
}

/** A layer of several images of a pod. */
export interface SharedPodLayer {
  readonly digest: string
  readonly compressedBytes: number
  /** Indexes of `PodDocument.images`. */
  readonly images: readonly number[]
}

/** A container of a pod, or a volume that is an image. */
export interface ContainerSection {
  readonly name: string
  readonly kind: 'volume' | 'init' | 'sidecar' | 'container' | 'ephemeral'
  /** As the manifest has it. */
  readonly image: string
  /** The same in short: what stands for the image in tables. */
  readonly label: string
  /** Index of `PodDocument.images`; null where the image was left out. */
  readonly imageIndex: number | null
  /** `Never`: a node has to have the image; it counts as unpacked, and not as pulled. */
  readonly pullPolicy: 'Always' | 'IfNotPresent' | 'Never'
  /** What it adds to what the containers before it need; null where the image was left out. */
  readonly adds: NodeBytes | null
  /** What it runs as: the manifest's user, or else the image's; null where the image was left out, and for volumes. */
  readonly user: string | null
  readonly runsAsRoot: boolean | null
  /** How to look into it, where it goes on running and its image has no shell. */
  readonly debug: DebugAccess | null
}

/** How to look into a container without a shell. */
export interface DebugAccess {
  readonly image: string
  /** A command line for a POSIX shell. */
  readonly command: string
}

/** What it would save if all images of a pod stood on one base. */
export interface OneBase {
  /**
   * `one`: there is nothing to unite: at most one base, or all have the same. `saves`: `base` would do for all. `none`: no base of the pod
   * would do for all, or none would save anything.
   */
  readonly outcome: 'one' | 'saves' | 'none'
  /** A sentence that says why. */
  readonly says: string
  /** Images that stand on a base, by index of `PodDocument.images`. */
  readonly bases: readonly ImageBase[]
  /** Those of which it cannot be told; they count as they are. */
  readonly unknown: readonly number[]
  /** Null unless the outcome is `saves`. */
  readonly saves: BaseSaving | null
}

/** The base that an image stands on: its lowest layers. */
export interface ImageBase extends NodeBytes {
  readonly image: number
  readonly layers: number
  readonly family: string
  readonly variant: string | null
  /** What says where it ends. */
  readonly evidence: string
}

/** What one base for all saves. What would have to come along is taken off `layerBytes`; it is not known compressed. */
export interface BaseSaving extends NodeBytes {
  /** The image whose base it is. */
  readonly image: number
  /** The others, and what `imgpeek fit` says of them on it. */
  readonly fits: readonly BaseFitting[]
}

/** An image on another's base. */
export interface BaseFitting {
  readonly image: number
  readonly verdict: 'fits' | 'fits-if'
  /** Content that would have to come along, which is taken off what is saved (`layerBytes`). */
  readonly addBytes: number
}
